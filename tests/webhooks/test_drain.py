from __future__ import annotations

import json

import pytest

from rooms.models import MeetingSession
from tests.support.callbacks import payload
from webhooks import drain, handlers
from webhooks.drain import callbacks_drain
from webhooks.models import Callback, CallbackKind, CallbackState
from webhooks.services import callback_store

pytestmark = pytest.mark.django_db


def store(name, **changes):
    return callback_store(body=json.dumps(payload(name, **changes)).encode(), headers={})


def states():
    return list(Callback.objects.order_by("id").values_list("state", flat=True))


def test_it_applies_all_that_wait_in_order_of_arrival(monkeypatch):
    seen = []
    handler = handlers.HANDLERS[CallbackKind.SESSION_STARTED]
    monkeypatch.setitem(
        handlers.HANDLERS,
        CallbackKind.SESSION_STARTED,
        lambda callback, event, batch: seen.append(callback.pk) or handler(callback, event, batch),
    )
    stored = [store("session_started", session_id=f"session-{n}").pk for n in range(5)]

    assert callbacks_drain() == 5
    assert seen == stored
    assert MeetingSession.objects.count() == 5


def test_one_that_fails_takes_no_other_with_it(monkeypatch):
    def fail(callback, event, batch):
        MeetingSession.objects.create(remote_id="half done")
        raise RuntimeError("on the way")

    monkeypatch.setitem(handlers.HANDLERS, CallbackKind.SESSION_ENDED, fail)
    for name in ("session_started", "session_ended", "participant_joined"):
        store(name)
    callbacks_drain()

    assert states() == [CallbackState.APPLIED, CallbackState.FAILED, CallbackState.APPLIED]
    assert not MeetingSession.objects.filter(remote_id="half done").exists()


def test_it_goes_on_until_nothing_waits(monkeypatch):
    monkeypatch.setattr(drain, "BATCH_MOST", 3)
    for number in range(4):
        store("session_started", session_id=f"session-{number}")

    assert callbacks_drain() == 4


def test_it_leaves_it_to_whoever_drains_already():
    store("session_started")
    with drain._draining:
        assert callbacks_drain() == 0

    assert callbacks_drain() == 1


def test_an_event_that_is_not_known_is_left_alone():
    store("session_started", event="room:painted")

    assert callbacks_drain() == 0
    assert states() == [CallbackState.IGNORED]
