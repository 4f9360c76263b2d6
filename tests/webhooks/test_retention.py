from __future__ import annotations

import json
from datetime import timedelta
from unittest.mock import Mock

import pytest
from django.utils import timezone

from rooms.models import Interval, Participant, Room
from tests.support.callbacks import payload
from tests.support.meetings import begin_session, end_session, join, leave, tell
from webhooks import retention
from webhooks.drain import callbacks_drain
from webhooks.models import Callback, CallbackState
from webhooks.retention import callbacks_forget
from webhooks.services import callback_store

pytestmark = pytest.mark.django_db

STATES = (CallbackState.APPLIED, CallbackState.IGNORED, CallbackState.REJECTED, CallbackState.DEAD)


def age(days: float) -> None:
    """All that was received is older than it is."""
    back = timedelta(days=days)
    for callback in Callback.objects.all():
        Callback.objects.filter(pk=callback.pk).update(received_at=callback.received_at - back)
    for person in Participant.objects.all():
        Participant.objects.filter(pk=person.pk).update(first_seen_at=person.first_seen_at - back)


def one_of_each_state() -> None:
    for state in CallbackState:
        Callback.objects.create(body=b"{}", sha256="", state=state)


def kept() -> set[str]:
    return set(Callback.objects.values_list("state", flat=True))


@pytest.mark.parametrize(
    ("days", "gone"),
    [(29, set()), (31, set(STATES[:3])), (179, set(STATES[:3])), (181, set(STATES))],
)
def test_each_state_has_its_time_and_what_waits_stays(days, gone):
    one_of_each_state()
    age(days)

    assert callbacks_forget() == len(gone)
    assert kept() == set(CallbackState) - gone


def test_without_a_limit_everything_stays(settings):
    settings.CALLBACK_RETENTION_DAYS = settings.CALLBACK_DEAD_RETENTION_DAYS = 0
    one_of_each_state()
    age(5000)

    assert callbacks_forget() == 0


def test_it_goes_in_batches_and_so_far(monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 2)
    Callback.objects.bulk_create(
        Callback(body=b"{}", sha256="", state=CallbackState.APPLIED) for _ in range(7)
    )
    age(31)

    assert callbacks_forget(most=4) == 4
    assert callbacks_forget() == 3


def test_of_a_live_session_all_stay():
    begin_session()
    join("Ada")
    age(31)

    assert callbacks_forget() == 0
    end_session()
    assert callbacks_forget() == 2


def ended_long_ago() -> list[dict]:
    begin_session()
    join("Ada")
    leave("Ada")
    end_session()
    age(31)
    callbacks_forget()
    assert not Callback.objects.exists()
    return intervals()


def intervals() -> list[dict]:
    return list(Interval.objects.values())


@pytest.mark.parametrize("late", [join, leave])
def test_what_comes_late_takes_no_interval_away(late):
    before = ended_long_ago()
    assert before
    late("Ada")

    assert intervals() == before
    assert Callback.objects.get().state == CallbackState.APPLIED


def late(name: str, session_id: str) -> None:
    body = payload("participant_left", session_id=session_id, participant_id=f"id of {name}")
    callback_store(body=json.dumps(body).encode(), headers={})


def test_who_is_only_read_along_with_others_keeps_theirs(monkeypatch):
    """A batch reads the people of its sessions by their ids: also one that it has no callback of."""
    monkeypatch.setattr("webhooks.drain._apply_alone", Mock(side_effect=AssertionError))
    for session in ("s-1", "s-2"):
        begin_session(session)
        for name in ("Ada", "Ben"):
            join(name, session)
            leave(name, session)
        end_session(session)
    age(31)
    callbacks_forget()
    before = intervals()
    late("Ada", "s-1")
    late("Ben", "s-2")

    assert callbacks_drain() == 2
    assert len(before) == 4
    assert intervals() == before


def test_what_it_told_stays_without_a_link_to_nowhere(alice_client):
    tell("room:expired", room_id="r-1", expires_at=timezone.now().isoformat())
    callback = Callback.objects.get()
    address = f'href="/callbacks/{callback.pk}/"'
    assert address in alice_client.get("/rooms/r-1/").text
    room = Room.objects.get()
    long_ago = (timezone.now() - timedelta(days=31)).isoformat()
    room.provenance = {field: {**told, "at": long_ago} for field, told in room.provenance.items()}
    room.save()

    page = alice_client.get("/rooms/r-1/").text
    assert address not in page
    assert f"callback {callback.pk}" in page
