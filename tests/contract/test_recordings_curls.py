"""Each curl of the seed document's recording sections, in its own spelling."""

from __future__ import annotations

import pytest

from tests.contract.conftest import Curl


@pytest.fixture
def headers(token: str) -> dict[str, str]:
    return {"Authorization": f"Basic {token}", "Content-Type": "application/json"}


def test_retrieve_all_recordings_from_a_session(
    curl: Curl, headers: dict[str, str], session_id: str, recording_id: str
) -> None:
    response = curl("GET", f"/beta/meetings/sessions/{session_id}/recordings", headers)

    assert response.status_code == 200
    [recording] = response.json()["_embedded"]["recordings"]
    assert (recording["id"], recording["session_id"]) == (recording_id, session_id)


def test_retrieve_individual_recording(
    curl: Curl, headers: dict[str, str], recording_id: str
) -> None:
    response = curl("GET", f"/beta/meetings/recordings/{recording_id}", headers)

    assert (response.status_code, response.json()["status"]) == (200, "uploaded")


def test_delete_a_recording(curl: Curl, headers: dict[str, str], recording_id: str) -> None:
    response = curl("DELETE", f"/beta/meetings/recordings/{recording_id}", headers)

    assert (response.status_code, response.content) == (204, b"")
    assert curl("GET", f"/beta/meetings/recordings/{recording_id}", headers).status_code == 404
