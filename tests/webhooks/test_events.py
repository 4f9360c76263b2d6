from __future__ import annotations

import pytest

from tests.support.callbacks import FOLDER, payload
from webhooks.events import SPELLINGS, Event, kind_of
from webhooks.handlers import HANDLERS
from webhooks.models import CallbackKind


def test_every_event_has_a_handler():
    assert set(HANDLERS) == set(CallbackKind)


def test_every_event_has_a_payload():
    kinds = {kind_of(payload(file.stem)["event"]) for file in FOLDER.glob("*.json")}

    assert kinds == set(CallbackKind)


@pytest.mark.parametrize(
    ("spelling", "kind"),
    [
        ("participant-joined", CallbackKind.PARTICIPANT_JOINED),
        ("participant:joined", CallbackKind.PARTICIPANT_JOINED),
        ("session:participant:joined", CallbackKind.PARTICIPANT_JOINED),
        ("session:participant:left", CallbackKind.PARTICIPANT_LEFT),
        ("recording:ready", CallbackKind.RECORDING_UPLOADED),
        ("recording:uploaded", CallbackKind.RECORDING_UPLOADED),
        (" Session:Started ", CallbackKind.SESSION_STARTED),
    ],
)
def test_it_knows_every_spelling(spelling, kind):
    assert kind_of(spelling) == kind


def test_no_spelling_is_written_so_that_it_is_never_found():
    assert all(kind_of(spelling) for spelling in SPELLINGS)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (38, 38),
        ("38", 38),
        (38.4, 38),
        ("", None),
        (None, None),
        (-1, None),
        ("NaN", None),
        (1e300, None),
        (10**400, None),
        ([], None),
    ],
)
def test_it_reads_a_duration_printed_as_number_or_string(value, seconds):
    assert Event({"duration": value}).seconds("duration") == seconds


@pytest.mark.parametrize(
    "value",
    [
        *("", "yesterday", "2026-13-40T00:00:00Z", 7, None),
        *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-14:00"),
    ],
)
def test_it_takes_an_unreadable_time_for_none(value):
    assert Event({"started_at": value}).time("started_at") is None


def test_it_takes_a_time_without_a_zone_for_utc():
    moment = Event({"started_at": "2026-03-02T09:00:00"}).time("started_at")

    assert moment is not None
    assert moment.isoformat() == "2026-03-02T09:00:00+00:00"
