from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from meetings_api import MeetingsClient, QuotaExceeded, Refused
from tests.meetings_api.canned import Canned, CannedServer

ROOM = Canned.json({"id": "room-7", "display_name": "Room 7"}, status=201)


def test_it_sends_a_flat_body(api: CannedServer, client: MeetingsClient) -> None:
    api.will_answer(ROOM)

    room = client.rooms.create(display_name="Łódź", metadata=None)

    assert room.id == "room-7"
    [seen] = api.requests
    assert (seen.method, seen.path) == ("POST", "/beta/meetings/rooms")
    assert seen.json == {"display_name": "Łódź", "type": "instant", "metadata": None}


@pytest.mark.parametrize(
    ("expires_at", "sent"),
    [
        (datetime(2030, 1, 2, 3, 4, 5, 678901, UTC), "2030-01-02T03:04:05.678Z"),
        (datetime(2030, 1, 2, tzinfo=timezone(timedelta(hours=2))), "2030-01-01T22:00:00.000Z"),
        (datetime(2030, 1, 2), "2030-01-02T00:00:00.000Z"),  # noqa: DTZ001
        ("2030-01-02T03:04", "2030-01-02T03:04"),
    ],
)
def test_it_writes_times_as_the_wire_does(
    api: CannedServer, client: MeetingsClient, expires_at: object, sent: str
) -> None:
    api.will_answer(ROOM)

    client.rooms.create(display_name="Room 7", type="long_term", expires_at=expires_at)

    assert api.requests[0].json["expires_at"] == sent


def test_it_knows_the_quota_by_403(api: CannedServer, client: MeetingsClient) -> None:
    api.will_answer(Canned(status=403))

    with pytest.raises(QuotaExceeded) as caught:
        client.rooms.create(display_name="One too many")

    assert caught.value.message == "Forbidden"
    assert "has reached the quota" in caught.value.user_message


@pytest.mark.parametrize("value", [float("nan"), object(), {1, 2}])
def test_it_refuses_what_json_cannot_hold(
    api: CannedServer, client: MeetingsClient, value: object
) -> None:
    with pytest.raises(Refused, match="POST /rooms was not sent"):
        client.rooms.create(display_name="Room 7", metadata=value)

    assert api.requests == []
