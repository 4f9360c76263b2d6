from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from accounts.models import User
from meetings_api import MeetingsClient
from tests.support.meetings_server import MeetingsServerProcess


@pytest.fixture(scope="session")
def meetings_server_process(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[MeetingsServerProcess]:
    server = MeetingsServerProcess.start(tmp_path_factory.mktemp("meetings-server"), empty=True)
    yield server
    server.stop()


@pytest.fixture
def meetings_server(
    meetings_server_process: MeetingsServerProcess,
    settings,
) -> MeetingsServerProcess:
    """The real Meetings server, emptied, as the dashboard's API."""
    meetings_server_process.reset()
    settings.MEETINGS_API_URL = f"{meetings_server_process.url}/beta/meetings"
    settings.MEETINGS_API_KEY = meetings_server_process.api_key
    settings.MEETINGS_API_SECRET = meetings_server_process.api_secret
    return meetings_server_process


@pytest.fixture
def unreachable_api(settings) -> None:
    """An address where nobody listens (port 9, discard)."""
    settings.MEETINGS_API_URL = "http://127.0.0.1:9/beta/meetings"
    settings.MEETINGS_API_KEY = settings.MEETINGS_API_SECRET = "unused"


@pytest.fixture(autouse=True)
def _waits_of_the_client_take_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """It repeats what failed as often as ever, only without the pauses."""
    patient = partial(MeetingsClient, sleep=lambda seconds: None)
    monkeypatch.setattr("core.api.MeetingsClient", patient)
    monkeypatch.setattr("core.api._clients", {})


@pytest.fixture
def alice(db) -> User:
    """An administrator: may do everything."""
    return User.objects.create_superuser("alice", password="alice-password")


@pytest.fixture
def bob(db) -> User:
    """May look at everything and change nothing."""
    user = User.objects.create_user("bob", password="bob-password")
    user.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    return user


@pytest.fixture
def charlie(db) -> User:
    """Signed in, without any right."""
    return User.objects.create_user("charlie", password="charlie-password")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def alice_client(alice: User) -> Client:
    return signed_in(alice)


@pytest.fixture
def bob_client(bob: User) -> Client:
    return signed_in(bob)


@pytest.fixture
def charlie_client(charlie: User) -> Client:
    return signed_in(charlie)


@pytest.fixture
def payload_folder() -> Path:
    return Path(__file__).parent / "payloads"
