"""The client and the Meetings server, which share no line, understand each other."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from meetings_api import (
    ApplicationAuth,
    BasicAuth,
    MalformedAnswer,
    MeetingsApiError,
    MeetingsClient,
    NotFound,
    Refused,
    RetryPolicy,
    ServerError,
    TimedOut,
    Unauthorised,
    Unreachable,
)
from tests.meetings_api.times import Times
from tests.support.meetings_server import MeetingsServerProcess

Connect = Callable[..., MeetingsClient]


@pytest.fixture
def server(meetings_server_process: MeetingsServerProcess) -> MeetingsServerProcess:
    meetings_server_process.reset()
    return meetings_server_process


@pytest.fixture
def connect(server: MeetingsServerProcess, times: Times) -> Iterator[Connect]:
    """A client of the beta, or of any other family; its waits take no time."""
    clients: list[MeetingsClient] = []

    def build(family: str = "beta", **options: Any) -> MeetingsClient:
        auth = BasicAuth(server.api_key, server.api_secret)
        chosen = {"auth": auth, "sleep": times.sleep, "clock": time.monotonic} | options
        clients.append(MeetingsClient(f"{server.url}/{family}/meetings", **chosen))
        return clients[-1]

    yield build
    for client in clients:
        client.close()


@pytest.fixture
def beta(connect: Connect) -> MeetingsClient:
    return connect()


@pytest.fixture
def application(server: MeetingsServerProcess) -> ApplicationAuth:
    return ApplicationAuth(server.application_id, server.private_key)


@pytest.fixture
def v1(connect: Connect, application: ApplicationAuth) -> MeetingsClient:
    return connect("v1", auth=application)


@pytest.fixture
def session_id(server: MeetingsServerProcess) -> str:
    """A session that is being recorded."""
    room = server.create_room(display_name="Choir rehearsal")
    session: str = server.control("POST", f"/control/rooms/{room['id']}/sessions")["session_id"]
    server.control("POST", f"/control/sessions/{session}/recordings")
    return session


def in_days(days: int) -> datetime:
    return datetime.now(UTC).replace(microsecond=0) + timedelta(days=days)


def test_a_room_is_created_read_changed_and_deleted(beta: MeetingsClient) -> None:
    expiry = in_days(3)
    room = beta.rooms.create(display_name="Łódź", type="long_term", expires_at=expiry)
    changed = beta.rooms.update(room.id, {"display_name": "東京", "metadata": "floor=3"})

    assert (changed.display_name, changed.metadata) == ("東京", "floor=3")
    assert beta.rooms.get(room.id).expires_at == expiry

    beta.rooms.delete(room.id)
    assert list(beta.rooms.iterate()) == []


def test_all_pages_are_walked(server: MeetingsServerProcess, beta: MeetingsClient) -> None:
    for number in range(5):
        server.create_room(display_name=f"Room {number}")

    pages = list(beta.rooms.pages(page_size=2))

    assert [len(page.rooms) for page in pages] == [2, 2, 1]
    assert [room.display_name[-1] for page in pages for room in page.rooms] == list("01234")
    assert {page.total_items for page in pages} == {5}


def test_a_walk_goes_on_from_a_kept_start_id(
    server: MeetingsServerProcess, beta: MeetingsClient
) -> None:
    for number in range(3):
        server.create_room(display_name=f"Room {number}")
    first = next(beta.rooms.pages(page_size=2))

    [rest] = beta.rooms.pages(page_size=2, start_id=first.next_start_id)

    assert [room.display_name for room in rest.rooms] == ["Room 2"]


def test_v1_signs_in_with_the_private_key(
    server: MeetingsServerProcess, v1: MeetingsClient
) -> None:
    room = server.create_room(display_name="Room 7")
    expiry = in_days(9)

    changed = v1.rooms.update(room["id"], {"expires_at": expiry})

    assert changed.expires_at == expiry


def test_v1_changes_no_instant_room(v1: MeetingsClient) -> None:
    room = v1.rooms.create(display_name="Stand-up")

    with pytest.raises(Refused, match="because of its type: temporary"):
        v1.rooms.update(room.id, {"join_approval_level": "none"})


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"display_name": "x" * 201}, "display_name"),
        ({"expires_at": "2001-01-01T00:00:00.000Z"}, "expires_at"),
    ],
)
def test_a_refusal_names_its_field(
    server: MeetingsServerProcess, beta: MeetingsClient, changes: dict[str, object], field: str
) -> None:
    room = server.create_room(display_name="Room 7")

    with pytest.raises(Refused) as caught:
        beta.rooms.update(room["id"], changes)

    assert caught.value.field == field


def test_a_wrong_secret_is_unauthorised(server: MeetingsServerProcess, connect: Connect) -> None:
    client = connect(auth=BasicAuth(server.api_key, "wrong"))

    with pytest.raises(Unauthorised):
        client.rooms.get("room-7")


@pytest.mark.parametrize(
    "read",
    [
        lambda client: client.rooms.get("no-such-room"),
        lambda client: client.recordings.get("no-such-recording"),
        lambda client: client.recordings.delete("no-such-recording"),
        lambda client: client.sessions.recordings("no-such-session"),
    ],
)
def test_what_is_unknown_is_not_found(
    beta: MeetingsClient, read: Callable[[MeetingsClient], Any]
) -> None:
    with pytest.raises(NotFound):
        read(beta)


def test_a_recording_is_read_and_deleted(
    server: MeetingsServerProcess, beta: MeetingsClient, session_id: str
) -> None:
    [started] = beta.sessions.recordings(session_id)
    server.control("POST", f"/control/recordings/{started.id}/stop", {"upload": True})
    uploaded = beta.recordings.get(started.id)

    assert (started.status, uploaded.status) == ("started", "uploaded")
    assert requests.get(str(uploaded.url), timeout=10).content[4:8] == b"ftyp"

    beta.recordings.delete(started.id)
    with pytest.raises(NotFound):
        beta.recordings.get(started.id)


@pytest.mark.parametrize(("family", "kind"), [("beta", Refused), ("v1", ServerError)])
def test_a_recording_that_is_not_uploaded_is_not_deleted(
    connect: Connect, session_id: str, family: str, kind: type[MeetingsApiError]
) -> None:
    client = connect(family, retries=RetryPolicy(total=0))
    [started] = client.sessions.recordings(session_id)

    with pytest.raises(kind):
        client.recordings.delete(started.id)


@pytest.mark.parametrize("kind", ["rate_limited", "server_error", "cut_off"])
def test_a_read_survives_a_passing_fault(
    server: MeetingsServerProcess, beta: MeetingsClient, times: Times, kind: str
) -> None:
    room = server.create_room(display_name="Room 7")
    server.control("POST", "/control/faults", {"kind": kind, "count": 2, "retry_after": 3})

    assert beta.rooms.get(room["id"]).display_name == "Room 7"
    assert len(times.sleeps) == 2
    assert kind != "rate_limited" or times.sleeps == [3, 3]


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("malformed", MalformedAnswer),
        ("cut_off", Unreachable),
        ("server_error", ServerError),
        ("slow", TimedOut),
    ],
)
def test_a_change_is_not_repeated(
    server: MeetingsServerProcess, connect: Connect, fault: str, error: type[MeetingsApiError]
) -> None:
    room = server.create_room(display_name="Room 7")
    server.control("POST", "/control/faults", {"kind": fault, "count": 1, "seconds": 1})

    with pytest.raises(error) as caught:
        connect(timeout=(3, 0.2)).rooms.update(room["id"], {"metadata": "x"})

    assert caught.value.may_have_happened


def test_a_token_refused_once_is_minted_again(
    server: MeetingsServerProcess, v1: MeetingsClient
) -> None:
    room = server.create_room(display_name="Room 7")
    server.control("POST", "/control/faults", {"kind": "unauthorized", "count": 1})

    assert v1.rooms.get(room["id"]).display_name == "Room 7"
