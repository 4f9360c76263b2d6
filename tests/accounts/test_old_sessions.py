from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts.old_sessions import old_sessions_forget

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(alice) -> Client:
    client = Client()
    client.post("/sign-in/", {"login": "alice", "password": "alice-password"})
    assert (Session.objects.count(), UserSession.objects.count()) == (1, 1)
    return client


def age(**ago: float) -> None:
    Session.objects.update(expire_date=timezone.now() - timedelta(**ago))
    UserSession.objects.update(created_at=timezone.now() - timedelta(hours=12, **ago))


def test_one_that_is_over_goes_with_what_is_noted_of_its_device(signed_in):
    age(minutes=1)

    assert old_sessions_forget() == 1
    assert not Session.objects.exists()
    assert not UserSession.objects.exists()


def test_one_that_is_not_over_stays(signed_in):
    assert old_sessions_forget() == 0
    assert signed_in.get("/account/").status_code == 200


def test_a_device_whose_session_is_yet_to_be_written_stays(signed_in):
    Session.objects.all().delete()
    old_sessions_forget()

    assert UserSession.objects.exists()
