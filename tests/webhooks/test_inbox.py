"""Callbacks that come at the same time: stored together, each acknowledged after its commit."""

from __future__ import annotations

import json
import threading

import pytest
from django.db import DataError, InterfaceError, OperationalError, connection
from django.test.utils import CaptureQueriesContext

from tests.support.callbacks import payload
from webhooks import inbox
from webhooks.inbox import NotStored
from webhooks.models import Callback
from webhooks.services import callback_store

BODY = json.dumps(payload("session_started")).encode()


def store_at_once(bodies, on_commit=lambda: None):
    """Every body from a thread of its own, all of them waiting before the first is written."""
    failed = []

    def store(body):
        try:
            callback_store(body=body, headers={}, on_commit=on_commit)
        except NotStored as error:
            failed.append(str(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=store, args=[body]) for body in bodies]
    with inbox.writing_turn:
        for thread in threads:
            thread.start()
        while len(inbox._waiting) < len(threads):
            pass
    for thread in threads:
        thread.join()
    return failed


@pytest.mark.django_db(transaction=True)
def test_it_stores_all_that_wait_and_wakes_the_worker_once():
    woken = []
    failed = store_at_once([BODY] * 12, on_commit=lambda: woken.append(True))

    assert (failed, Callback.objects.count(), woken) == ([], 12, [True])


@pytest.mark.django_db(transaction=True)
def test_nobody_is_left_out_when_more_wait_than_are_stored_at_once(monkeypatch):
    monkeypatch.setattr(inbox, "MOST_AT_ONCE", 3)

    assert store_at_once([BODY] * 10) == []
    assert Callback.objects.count() == 10


@pytest.fixture
def refusing(monkeypatch):
    """A database that refuses each insert with an odd event in it, for the given reason."""

    def refuse_with(error):
        tries = []
        insert = Callback.objects.bulk_create

        def refuse(callbacks):
            tries.append(len(callbacks))
            if any(callback.event == "odd" for callback in callbacks):
                raise error
            return insert(callbacks)

        monkeypatch.setattr(Callback.objects, "bulk_create", refuse)
        return tries

    return refuse_with


ODD = b'{"event": "odd"}'


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "error", [DataError("refused"), InterfaceError("refused"), ValueError("refused")]
)
def test_one_that_the_database_refuses_takes_no_other_with_it(refusing, error):
    refusing(error)

    assert store_at_once([BODY, ODD, BODY]) == ["refused"]
    assert Callback.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_database_that_cannot_be_written_is_not_tried_for_each(refusing):
    tries = refusing(OperationalError("database is locked"))

    assert store_at_once([ODD] * 5) == ["database is locked"] * 5
    assert tries == [5]


@pytest.mark.django_db
def test_it_costs_one_insert():
    with CaptureQueriesContext(
        connection,
    ) as queries:
        callback_store(body=BODY, headers={})

    assert sum("INSERT" in query["sql"] for query in queries) == 1
