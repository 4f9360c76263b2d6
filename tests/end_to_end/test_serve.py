"""The whole thing, started as a user starts it, on the configured database and broker."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys

import pytest

from tests.support.serve import ROOT, Serve, database_of_its_own, wait_for


def page(serve: Serve, session, path: str) -> str:
    response = session.get(f"{serve.url}{path}", timeout=15)
    assert response.status_code == 200, response.text
    return response.text


@pytest.fixture(scope="module")
def administrator(serve):
    return serve.signed_in()


def open_room(serve: Serve) -> dict:
    return next(
        room
        for room in serve.rooms()
        if room["type"] == "long_term"
        and room["is_available"]
        and not room["recording_options"]["auto_record"]
    )


def test_the_walk_brings_the_rooms_of_the_meetings_server(serve, administrator):
    name = open_room(serve)["display_name"]

    wait_for(lambda: "No rooms" not in page(serve, administrator, "/rooms/"))
    wait_for(lambda: _found(serve, administrator, name), says=serve.said)


def _found(serve: Serve, session, name: str) -> bool:
    response = session.get(f"{serve.url}/rooms/", params={"q": name}, timeout=15)
    return f"/rooms/{open_room(serve)['id']}/" in response.text


def test_a_session_appears_because_callbacks_came_in(serve, administrator):
    room = open_room(serve)
    session_id = serve.control("POST", f"rooms/{room['id']}/sessions")["session_id"]
    serve.control("POST", f"sessions/{session_id}/participants", {"name": "Wanjiku Mwangi"})

    wait_for(
        lambda: (
            "Wanjiku Mwangi"
            in administrator.get(f"{serve.url}/sessions/{session_id}/", timeout=15).text
        ),
        says=serve.said,
    )
    serve.control("POST", f"sessions/{session_id}/end")


def test_a_recording_can_be_played_from_any_point(serve, administrator):
    session_id = serve.control("POST", f"rooms/{open_room(serve)['id']}/sessions")["session_id"]
    recording_id = serve.control("POST", f"sessions/{session_id}/recordings")["recording_id"]
    serve.control("POST", f"recordings/{recording_id}/stop", {"upload": True})
    address = f"{serve.url}/recordings/{recording_id}/media/"
    headers = {"Range": "bytes=100-199"}

    part = wait_for(
        lambda: _partial(administrator.get(address, headers=headers, timeout=15)), says=serve.said
    )
    assert len(part.content) == 100
    assert part.headers["Content-Range"].startswith("bytes 100-199/")


def _partial(response):
    return response if response.status_code == 206 else None


def test_the_next_start_finds_everything_and_makes_no_second_administrator(tmp_path):
    with database_of_its_own() as database_url:
        first = Serve(tmp_path, database_url=database_url).start()
        assert first.password
        assert first.interrupt() == 0
        second = Serve(tmp_path, database_url=database_url).start()
        second.interrupt()

    assert "password" not in second.said()


def test_ctrl_c_leaves_no_process_behind(tmp_path):
    with database_of_its_own() as database_url:
        serve = Serve(tmp_path, database_url=database_url).start()
        assert len(serve.members()) > 1
        status = serve.interrupt()

        assert status == 0, serve.said()
        wait_for(lambda: not serve.members(), says=lambda: f"{serve.members()}\n{serve.said()}")
        assert "starting it again" not in serve.said()


@pytest.mark.faults
def test_no_process_outlives_a_killed_one(tmp_path):
    with database_of_its_own() as database_url:
        serve = Serve(tmp_path, database_url=database_url).start()
        os.kill(serve.process.pid, signal.SIGKILL)
        serve.ended()

        wait_for(lambda: not serve.members(), seconds=20, says=lambda: str(serve.members()))


def test_a_port_in_use_is_told_in_one_line(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = subprocess.run(
            [sys.executable, "manage.py", "serve", "--port", str(port)],
            cwd=ROOT,
            env=os.environ | {"DATA_DIR": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )

    assert result.returncode == 1
    assert result.stderr == (
        f"CommandError: Port {port} is in use. "
        "Stop what runs there, or choose another one with PORT=...\n"
    )
