"""A Meetings API somewhere else: only its address and its credentials are changed."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.support.meetings_server import MeetingsServerProcess
from tests.support.serve import Serve, database_of_its_own, wait_for


def by_secret(server: MeetingsServerProcess) -> dict[str, str]:
    return {
        "MEETINGS_API_URL": f"{server.url}/beta/meetings",
        "MEETINGS_API_KEY": server.api_key,
        "MEETINGS_API_SECRET": server.api_secret,
    }


def by_application(server: MeetingsServerProcess) -> dict[str, str]:
    return {
        "MEETINGS_API_URL": f"{server.url}/v1/meetings",
        "MEETINGS_APPLICATION_ID": server.application_id,
        # On one line, as a file of settings can have it.
        "MEETINGS_PRIVATE_KEY": server.private_key.replace("\n", "\\n"),
    }


@pytest.fixture
def start(tmp_path):
    """Starts the dashboard for an account, and stops it after the test."""
    running: list[Serve] = []
    with database_of_its_own() as database_url:

        def start(account: Mapping[str, str]) -> Serve:
            serve = Serve(tmp_path, database_url=database_url, environment=account)
            running.append(serve)
            return serve.start()

        yield start
        for serve in running:
            serve.interrupt()


@pytest.mark.parametrize("account", [by_secret, by_application])
def test_it_shows_the_rooms_of_that_account(start, meetings_server_process, account):
    meetings_server_process.reset()
    room = meetings_server_process.create_room(display_name="Somewhere else")
    serve = start(account(meetings_server_process))
    session = serve.signed_in()

    def rooms() -> str:
        return session.get(f"{serve.url}/rooms/", timeout=15).text

    wait_for(lambda: f"/rooms/{room['id']}/" in rooms(), says=serve.said)
    assert not (serve.data_dir / "meetings-server").exists()


def test_wrong_credentials_are_told_on_the_page_and_in_the_log(start, meetings_server_process):
    account = by_secret(meetings_server_process) | {"MEETINGS_API_SECRET": "canary-secret"}
    serve = start(account)
    session = serve.signed_in()

    def sync_page() -> str:
        return session.get(f"{serve.url}/rooms/sync/", timeout=15).text

    wait_for(lambda: "401" in sync_page() or "credentials" in sync_page(), says=serve.said)
    wait_for(lambda: "Room walk failed" in serve.said())
    assert "canary-secret" not in serve.said() + sync_page()
