from __future__ import annotations

import json
import signal
import socket
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import requests

from tests.meetings_server.conftest import Start
from tests.meetings_server.receiver import receiving
from tests.support.meetings_server import READY, ROOT, MeetingsServerProcess


def refused(*arguments: str) -> str:
    """What a server says that does not start: one line, no traceback."""
    command = [sys.executable, "-m", "meetings_server", *arguments]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("The Meetings server cannot start")
    assert ended.stderr.count("\n") == 1
    return ended.stderr


def test_it_refuses_a_port_in_use(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        message = refused("--port", str(port), "--data", str(tmp_path))

    assert f"Port {port} of 127.0.0.1: Address already in use" in message


def test_it_refuses_a_folder_that_is_none(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")

    assert f"Folder {file}: File exists" in refused("--port", "0", "--data", str(file))


def test_it_refuses_a_folder_that_another_one_uses(start: Start, tmp_path: Path) -> None:
    start(tmp_path)

    assert "another Meetings server uses it" in refused("--port", "0", "--data", str(tmp_path))


def test_it_refuses_a_database_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "meetings.sqlite3").write_text("not a database, but long enough" * 40)

    assert "file is not a database" in refused("--port", "0", "--data", str(tmp_path))


@pytest.mark.parametrize(
    "arguments",
    [
        ["--port", "65536"],
        ["--port", "http"],
        ["--port", "-1"],
        ["--life", "-1"],
        ["--callback-url", "canary"],
        ["--callback-url", "http://[canary"],
        ["--public-url", "ftp://example.org"],
        ["--recording-link-seconds", "0"],
        ["--callback-retry-seconds", "nan"],
        ["--signature-secret", "canary"],
        ["--room-quota", "many"],
        ["--metadata-header", "X: y"],
        ["--unknown"],
    ],
)
def test_it_refuses_a_wrong_flag(arguments: list[str]) -> None:
    message = refused(*arguments)

    assert arguments[0] in message
    assert "canary" not in message


@pytest.mark.parametrize(
    ("variable", "value", "reason"),
    [
        ("SIGNATURE_SECRET", "canary-too-short", "it has to have 32 bytes or more"),
        ("CALLBACK_URL", "canary:not-an-address", "it has to begin with http:// or https://"),
        ("ROOM_QUOTA", "many", "'many' is not from 1 to 1000000"),
        ("LIFE", "-1", "'-1' is not from 0 to 3600"),
        ("EMBEDDED_ROOMS", "list", "'list' is none of array, object"),
    ],
)
def test_it_refuses_a_wrong_variable(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, variable: str, value: str, reason: str
) -> None:
    name = f"MEETINGS_SERVER_{variable}"
    monkeypatch.setenv(name, value)

    told = refused("--port", "0", "--data", str(tmp_path))

    assert reason in told
    assert name in told
    assert "canary" not in told


def test_a_flag_wins_over_a_variable(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEETINGS_SERVER_ROOM_QUOTA", "many")
    monkeypatch.setenv("MEETINGS_SERVER_THEME_QUOTA", "")

    server = start(extra=["--room-quota", "1"])
    server.create_room()

    second = server.api("POST", "/v1/meetings/rooms", json={"display_name": "Two"})
    assert second.status_code == requests.codes.forbidden


def test_its_secrets_are_for_its_owner_only(start: Start, tmp_path: Path) -> None:
    start(tmp_path / "data")

    files = list((tmp_path / "data").iterdir())
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_it_keeps_credentials_and_rooms(start: Start) -> None:
    first = start()
    room = first.create_room()
    assert first.stop() == 0

    second = start()

    assert (second.api_key, second.private_key) == (first.api_key, first.private_key)
    assert second.api("GET", f"/beta/meetings/rooms/{room['id']}").json()["id"] == room["id"]


def test_it_makes_lost_credentials_anew(start: Start, tmp_path: Path) -> None:
    first = start(tmp_path)
    room = first.create_room()
    first.stop()
    (tmp_path / "credentials.json").unlink()

    second = start(tmp_path)

    assert (second.api_key, second.application_id) == (first.api_key, first.application_id)
    assert second.private_key != first.private_key
    assert second.api("GET", f"/beta/meetings/rooms/{room['id']}").status_code == 200


def test_it_seeds_once(start: Start) -> None:
    first = start(empty=False)
    assert first.control("GET", "/control/state")["rooms"] == 40
    first.stop()

    assert start(empty=False).control("GET", "/control/state")["rooms"] == 40


def test_the_clock_stays_ahead(start: Start) -> None:
    first = start()
    ahead = first.control("POST", "/control/clock", {"advance_seconds": 86400})["now"]
    first.stop()

    assert start().control("GET", "/control/state")["now"] > ahead


def test_killed_in_a_meeting_it_goes_on_and_repeats_nothing(start: Start) -> None:
    with receiving() as receiver:
        first = start(extra=["--callback-url", receiver.url])
        room = first.create_room()
        body = {"room_id": room["id"], "seconds": 60, "people": 4}
        first.control("POST", "/control/meetings", body)
        first.control("POST", "/control/clock", {"advance_seconds": 20})
        receiver.wait_for(4)
        first.control("POST", "/control/callbacks/flush")
        first.kill()

        second = start(extra=["--callback-url", receiver.url])
        second.control("POST", "/control/clock", {"advance_seconds": 60})
        receiver.wait_until(lambda: "session:ended" in receiver.events())
        second.control("POST", "/control/callbacks/flush")

    bodies = [json.dumps(each.body) for each in receiver.received if "name" not in each.body]
    assert len(bodies) == len(set(bodies))
    assert receiver.events()[0] == "session:started"
    joined = receiver.events().count("session:participant:joined")
    assert joined == receiver.events().count("session:participant:left") >= 4


def test_killed_before_it_could_deliver_it_delivers(start: Start) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    retry = ["--callback-retry-seconds", "0.05"]
    first = start(extra=["--callback-url", f"http://127.0.0.1:{port}/", *retry])
    room = first.create_room()
    first.control("POST", f"/control/rooms/{room['id']}/expire")
    first.kill()

    with receiving(port) as receiver:
        start(extra=retry)

        [received] = receiver.wait_for(1)
    assert received.body["event"] == "room:expired"


def test_it_ends_at_once_though_all_hang(start: Start) -> None:
    released = threading.Event()
    with receiving() as receiver:
        receiver.answer = lambda received: 204 if released.wait(20) else 500
        server = start(extra=["--callback-url", receiver.url])
        room = server.create_room()
        server.control("POST", f"/control/rooms/{room['id']}/expire")
        server.control("POST", "/control/faults", {"kind": "slow", "seconds": 30})
        with hang(server):
            server.process.terminate()
            status = server.process.wait(10)
        released.set()

    assert status == 0


def test_it_ends_when_interrupted(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "meetings_server", "--port", "0", "--data", str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stdout.readline().startswith(READY)
        process.send_signal(signal.SIGINT)

    assert process.returncode == 0


def test_it_leaves_an_interrupt_to_its_parent(start: Start) -> None:
    server = start()
    server.process.send_signal(signal.SIGINT)

    assert server.control("GET", "/control/state")["rooms"] == 0


def hang(server: MeetingsServerProcess) -> socket.socket:
    """A request that has been sent and is not answered yet."""
    host, port = server.url.removeprefix("http://").split(":")
    connection = socket.create_connection((host, int(port)))
    connection.sendall(b"GET /v1/meetings/rooms HTTP/1.1\r\nHost: x\r\n\r\n")
    return connection


def test_it_ends_with_its_parent(start: Start) -> None:
    server = start()
    assert server.process.stdin is not None

    server.process.stdin.close()

    assert server.process.wait(5) == 0


def test_it_leads_people_to_its_public_address(start: Start) -> None:
    server = start(extra=["--public-url", "https://meet.example.org/"])

    room = server.create_room()

    guest = room["_links"]["guest_url"]["href"]
    assert guest == f"https://meet.example.org/{room['meeting_code']}"


def test_the_metadata_header_has_the_name_it_was_given(start: Start) -> None:
    with receiving() as receiver:
        server = start(extra=["--callback-url", receiver.url, "--metadata-header", "X-About"])
        room = server.create_room(metadata="crm=1")
        server.control("POST", f"/control/rooms/{room['id']}/expire")

        [received] = receiver.wait_for(1)
    assert received.headers["X-About"] == "crm=1"


def test_it_plays_meetings_by_itself(start: Start) -> None:
    with receiving() as receiver:
        server = start(extra=["--callback-url", receiver.url, "--life", "3600"])
        server.create_room()

        receiver.wait_until(lambda: "session:started" in receiver.events())
