from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError
from django.utils import timezone

from tests.support.callbacks import payload, post
from webhooks import refusal_counts
from webhooks.models import RefusalCount
from webhooks.refusal_counts import refusal_counted, refusals_of_last_hour
from webhooks.refusals import RefusalReason

pytestmark = pytest.mark.django_db

WRONG_TOKEN, WRONG_NETWORK = RefusalReason.WRONG_TOKEN, RefusalReason.WRONG_NETWORK


@pytest.fixture(autouse=True)
def _nothing_waits(monkeypatch):
    monkeypatch.setattr(refusal_counts, "_waiting", refusal_counts._Waiting())


@pytest.fixture
def _no_pause(monkeypatch):
    monkeypatch.setattr(refusal_counts, "SECONDS_BETWEEN_WRITES", 0)


def refuse_one():
    assert post(payload("session_started"), url="/hooks/not-the-canary/").status_code == 403


def test_a_refused_callback_is_counted():
    refuse_one()

    assert RefusalCount.objects.get().reason == WRONG_TOKEN
    assert refusals_of_last_hour() == [(WRONG_TOKEN, 1)]


def test_a_flood_is_not_written_one_by_one(django_assert_max_num_queries, monkeypatch):
    monkeypatch.setattr(refusal_counts, "SECONDS_BETWEEN_WRITES", 60)
    refuse_one()
    with django_assert_max_num_queries(0):
        for _ in range(50):
            refuse_one()

    assert refusals_of_last_hour() == [(WRONG_TOKEN, 51)]
    assert RefusalCount.objects.count() == 1


@pytest.mark.usefixtures("_no_pause")
def test_each_minute_and_each_reason_has_a_row():
    with time_machine.travel(timezone.now().replace(second=0), tick=False) as moment:
        for reason in (WRONG_TOKEN, WRONG_TOKEN, WRONG_NETWORK):
            refusal_counted(reason)
        moment.shift(timedelta(minutes=1))
        refusal_counted(WRONG_NETWORK)
        refusal_counted(WRONG_NETWORK)

        assert sorted(RefusalCount.objects.values_list("reason", "count")) == [
            ("wrong-network", 1),
            ("wrong-network", 2),
            ("wrong-token", 2),
        ]
        assert refusals_of_last_hour() == [(WRONG_NETWORK, 3), (WRONG_TOKEN, 2)]


@pytest.mark.usefixtures("_no_pause")
def test_it_forgets():
    with time_machine.travel(timezone.now(), tick=False) as moment:
        refusal_counted(WRONG_TOKEN)
        moment.shift(timedelta(hours=2))
        assert refusals_of_last_hour() == []
        moment.shift(timedelta(hours=23))
        refusal_counted(WRONG_NETWORK)

    assert RefusalCount.objects.get().reason == WRONG_NETWORK


def test_a_database_that_is_away_changes_no_answer(monkeypatch):
    def fail(*_args):
        raise DatabaseError

    monkeypatch.setattr(refusal_counts, "_add", fail)

    refuse_one()


def test_the_list_says_how_many(alice_client):
    assert "refused in the last hour" not in alice_client.get("/callbacks/").text
    refuse_one()
    refuse_one()

    assert "2 refused in the last hour" in alice_client.get("/callbacks/").text


def test_the_list_counts_them_beside_callbacks_that_came(alice_client):
    post(payload("session_started"))
    refuse_one()

    assert "1 refused in the last hour" in alice_client.get("/callbacks/").text


def test_the_receiver_page_says_why(alice_client):
    assert "Refused" not in alice_client.get("/callbacks/receiver/").text
    refuse_one()

    assert "Wrong token in the address: 1" in alice_client.get("/callbacks/receiver/").text
