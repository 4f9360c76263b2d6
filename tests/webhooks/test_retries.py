from __future__ import annotations

import json

import pytest
from django.db import OperationalError
from django.utils import timezone

from tests.support.callbacks import payload, receive
from webhooks import handlers
from webhooks.drain import MAX_ATTEMPTS, callbacks_drain
from webhooks.events import Unreadable
from webhooks.models import Callback, CallbackKind, CallbackState
from webhooks.services import callback_replay, callback_store
from webhooks.tasks import drain_callbacks

pytestmark = pytest.mark.django_db


@pytest.fixture
def failing(monkeypatch):
    def fail(_callback, _event, _batch):
        raise OperationalError("the disk is full")

    monkeypatch.setitem(handlers.HANDLERS, CallbackKind.SESSION_STARTED, fail)


def test_a_failure_is_kept_on_the_row_and_tried_again_later(failing):
    callback = receive(payload("session_started"))

    assert (callback.state, callback.attempts) == (CallbackState.FAILED, 1)
    assert "the disk is full" in callback.error
    assert callback.next_attempt_at > timezone.now()


def test_it_is_dead_after_the_last_attempt(failing):
    callback = receive(payload("session_started"))
    for _attempt in range(MAX_ATTEMPTS):
        Callback.objects.update(next_attempt_at=timezone.now())
        callbacks_drain()

    callback.refresh_from_db()
    assert (callback.state, callback.attempts) == (CallbackState.DEAD, MAX_ATTEMPTS)


def test_the_sweep_applies_what_the_broker_lost():
    callback = callback_store(body=json.dumps(payload("session_started")).encode(), headers={})
    drain_callbacks()

    callback.refresh_from_db()
    assert callback.state == CallbackState.APPLIED


def test_the_sweep_leaves_a_retry_that_is_not_due(failing):
    callback = receive(payload("session_started"))
    drain_callbacks()

    callback.refresh_from_db()
    assert callback.attempts == 1


def test_applying_twice_changes_nothing():
    callback = receive(payload("session_started"))

    assert callbacks_drain() == 0
    assert callback.attempts == 1


def test_a_dead_callback_can_be_replayed_once_the_cause_is_mended(monkeypatch):
    with monkeypatch.context() as broken:
        broken.setitem(handlers.HANDLERS, CallbackKind.SESSION_STARTED, _fail)
        callback = receive(payload("session_started"))
    callback_replay(callback)
    callbacks_drain()

    assert Callback.objects.get().state == CallbackState.APPLIED


def test_an_unknown_event_cannot_be_replayed():
    with pytest.raises(Unreadable):
        callback_replay(receive({"event": "room:painted"}))


def _fail(_callback, _event, _batch):
    raise OperationalError("the disk is full")
