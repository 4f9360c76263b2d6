from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from meetings_api import MeetingsClient, Room
from tests.meetings_api.canned import Canned, CannedServer

ReadRoom = Callable[[str], Room]


@pytest.fixture
def room(api: CannedServer, client: MeetingsClient, payload: Callable[[str], object]) -> ReadRoom:
    def read(name: str) -> Room:
        api.will_answer(Canned.json(payload(name)))
        return client.rooms.get("room-7")

    return read


def test_a_room_of_the_seed_document(room: ReadRoom) -> None:
    instant = room("room_instant")

    assert instant.display_name == "Stand-up of the harbour team"
    assert (instant.type, instant.metadata, instant.is_available) == ("instant", None, True)
    assert instant.expires_at == datetime(2021, 11, 2, 16, 10, 0, 120000, UTC)
    assert instant.created_at == datetime(2021, 11, 2, 16, 0, 0, 121000, UTC)
    assert instant.guest_url == "https://meet.example.org/204817365"


def test_a_room_with_every_field(room: ReadRoom) -> None:
    long_term = room("room_long_term")

    assert long_term.display_name == "Łódź ↔ 東京 sync 🎺"
    assert (long_term.type, long_term.metadata) == ("long_term", "team=harbour;floor=3")
    assert (long_term.is_available, long_term.expire_after_use) == (False, True)
    assert (long_term.auto_record, long_term.record_only_owner) == (True, True)
    assert long_term.theme_id == "b1a7f6de-2f0f-4bd1-a8f5-0c9de7a55c11"
    assert long_term.join_approval_level == "explicit_approval"
    assert (long_term.microphone_state, long_term.language) == ("off", "pt-br")


def test_it_keeps_fields_it_does_not_know(room: ReadRoom, payload: Callable[[str], object]) -> None:
    long_term = room("room_long_term")

    assert long_term.raw == payload("room_long_term")
    assert long_term.raw["seating_plan"] == {"rows": 4}


@pytest.mark.parametrize("name", ["room_sparse", "room_nulls"])
def test_it_fills_in_the_defaults_of_the_contract(room: ReadRoom, name: str) -> None:
    sparse = room(name)

    assert (sparse.type, sparse.is_available, sparse.expire_after_use) == ("instant", True, False)
    assert (sparse.auto_record, sparse.record_only_owner) == (False, False)
    assert (sparse.expires_at, sparse.created_at) == (None, None)
    assert (sparse.metadata, sparse.theme_id) == (None, None)
    assert (sparse.meeting_code, sparse.guest_url, sparse.host_url) == ("", "", "")
    assert (sparse.join_approval_level, sparse.microphone_state) == ("none", "default")
    assert sparse.language == "default"


def test_it_takes_numbers_for_texts(room: ReadRoom) -> None:
    odd = room("room_odd_types")

    assert (odd.id, odd.meeting_code) == ("90125", "318204977")


def test_it_takes_a_naive_time_for_utc(room: ReadRoom) -> None:
    assert room("room_odd_types").expires_at == datetime(2023, 2, 7, 20, 10, 5, tzinfo=UTC)


def test_it_understands_an_offset_without_a_colon(room: ReadRoom) -> None:
    assert room("room_odd_types").created_at == datetime(2023, 1, 30, 0, 47, 4, tzinfo=UTC)


def test_it_takes_a_link_that_is_a_plain_text(room: ReadRoom) -> None:
    assert room("room_odd_types").guest_url == "https://meet.example.org/318204977"


def test_it_passes_no_script_on_as_a_link(room: ReadRoom) -> None:
    assert room("room_odd_types").host_url == ""


def test_it_shows_neither_the_host_link_nor_the_raw_room(room: ReadRoom) -> None:
    shown = repr(room("room_long_term"))

    assert "participant_token" not in shown
    assert "seating_plan" not in shown


def test_it_can_be_kept_in_a_set(room: ReadRoom) -> None:
    assert len({room("room_instant"), room("room_instant")}) == 1
