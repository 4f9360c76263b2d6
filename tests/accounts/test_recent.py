from __future__ import annotations

import time

import pytest
from django.http import HttpResponse

from accounts.recent import recent_authentication_required


@recent_authentication_required
def view(request) -> HttpResponse:
    return HttpResponse("done")


@pytest.fixture
def later(time_machine, alice_client):
    """Six minutes after alice signed in."""
    time_machine.move_to(time.time() + 360, tick=False)
    return time_machine


def call(rf, client, user) -> HttpResponse:
    request = rf.get("/some/page/?x=1")
    request.user, request.session = user, client.session
    return view(request)


def test_who_has_just_signed_in_goes_on(rf, alice, alice_client):
    assert call(rf, alice_client, alice).content == b"done"


def test_who_signed_in_a_while_ago_is_asked_again(rf, alice, alice_client, later):
    response = call(rf, alice_client, alice)

    assert response["Location"] == "/account/confirm/?next=%2Fsome%2Fpage%2F%3Fx%3D1"


def test_the_password_is_enough_for_five_minutes(rf, alice, alice_client, later):
    answer = alice_client.post(
        "/account/confirm/", {"password": "alice-password", "next": "/rooms/"}
    )

    assert answer["Location"] == "/rooms/"
    assert call(rf, alice_client, alice).content == b"done"
    later.shift(301)
    assert call(rf, alice_client, alice).status_code == 302


def test_a_wrong_password_is_not(rf, alice, alice_client, later):
    answer = alice_client.post("/account/confirm/", {"password": "wrong"})

    assert answer.status_code == 200
    assert call(rf, alice_client, alice).status_code == 302


def test_guessing_is_limited(alice_client, later):
    answers = [
        alice_client.post("/account/confirm/", {"password": "wrong"}).status_code for _ in range(6)
    ]

    assert answers == [200] * 5 + [429]


def test_it_leads_nobody_elsewhere(alice_client, later):
    answer = alice_client.post(
        "/account/confirm/", {"password": "alice-password", "next": "https://evil.example/"}
    )

    assert answer["Location"] == "/"
