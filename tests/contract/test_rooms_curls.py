"""Each curl of the seed document's room sections, in its own spelling; only the ids differ."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.contract.conftest import Curl
from tests.support.meetings_server import MeetingsServerProcess


def test_individual_room_retrieval(curl: Curl, token: str, room: dict[str, Any]) -> None:
    response = curl(
        "GET",
        f"/beta/meetings/rooms/{room['id']}",
        {"authorization": f"basic {token}", "content-type": "application/json"},
    )

    assert response.status_code == 200
    assert (response.json()["id"], response.json()["type"]) == (room["id"], "long_term")


def test_the_response_is_identical_for_an_instant_room(
    curl: Curl, token: str, server: MeetingsServerProcess, room: dict[str, Any]
) -> None:
    instant = server.create_room(type="instant")
    headers = {"authorization": f"basic {token}", "content-type": "application/json"}

    answers = [
        curl("GET", f"/beta/meetings/rooms/{room_id}", headers).json()
        for room_id in (room["id"], instant["id"])
    ]

    assert list(answers[0]) == list(answers[1])


def test_retrieve_all_rooms(curl: Curl, token: str, room: dict[str, Any]) -> None:
    response = curl(
        "GET",
        "/beta/meetings/rooms/",
        {"authorization": f"basic {token}", "content-type": "application/json"},
    )

    assert response.status_code == 200
    assert [each["id"] for each in response.json()["_embedded"]] == [room["id"]]


def test_room_deletion(curl: Curl, token: str, room: dict[str, Any]) -> None:
    response = curl(
        "DELETE",
        f"/beta/meetings/rooms/{room['id']}",
        {"Authorization": f"Basic {token}", "Content-Type": "application/json"},
    )

    assert (response.status_code, response.content) == (204, b"")


def test_room_update(curl: Curl, token: str, room: dict[str, Any]) -> None:
    day = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    response = curl(
        "PATCH",
        f"/beta/meetings/rooms/{room['id']}",
        {"Authorization": f"Basic {token}", "Content-Type": "application/json"},
        """{
  "update_details": {
    "expires_at": "DAYT16:00:00.000Z"
                    }
            }
""".replace("DAY", day),
    )

    assert response.status_code == 200
    assert response.json()["expires_at"] == f"{day}T16:00:00.000Z"


def test_everything_that_the_document_lets_change(
    curl: Curl, token: str, room: dict[str, Any]
) -> None:
    changes = {
        "display_name": "Orchestra rehearsal",
        "metadata": "strings only",
        "recording_options": {"auto_record": True, "record_only_owner": False},
    }
    response = curl(
        "PATCH",
        f"/beta/meetings/rooms/{room['id']}",
        {"Authorization": f"Basic {token}", "Content-Type": "application/json"},
        json.dumps({"update_details": changes}),
    )

    assert changes.items() <= response.json().items()
