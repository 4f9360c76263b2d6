from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import imageio_ffmpeg
import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest
from django.test import Client

from accounts.models import User
from core import clock
from core.models import AuditEntry
from meetings_api import MeetingsClient, exchange
from meetings_api.answers import Answer
from meetings_dashboard import usage
from tests.support.log_scrape import (  # noqa: F401
    _logs_are_scraped,
    _no_secret_is_logged,
    canaries_in,
    canary,
)
from tests.support.meetings_server import MeetingsServerProcess
from webhooks import receiver, refusal_counts, token_uses, waking

PASSWORDS = {name: canary(f"{name}-password") for name in ("alice", "bob", "charlie")}


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
    monkeypatch.setattr("rooms.walks.MALFORMED_WAITS", (0, 0, 0))


@pytest.fixture(autouse=True)
def _process_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a process keeps between two requests is none of the next test's business."""
    monkeypatch.setattr(waking, "_breaker", waking._Breaker())
    # Tasks run where they are asked for, in the transaction of the test: no thread can.
    monkeypatch.setattr(receiver._waker, "ask", waking.wake_worker)
    monkeypatch.setattr(refusal_counts, "_waiting", refusal_counts._Waiting())
    monkeypatch.setattr(token_uses, "_written_at", {})
    monkeypatch.setattr(usage, "_known", {})
    monkeypatch.setattr(clock, "_notes", clock._Notes())


@pytest.fixture(scope="session", autouse=True)
def _ffmpeg_is_there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The machine's own, else that of a package: posters are taken wherever the tests run."""
    with pytest.MonkeyPatch.context() as patch:
        if shutil.which("ffmpeg") is None:
            folder = tmp_path_factory.mktemp("programs")
            (folder / "ffmpeg").symlink_to(imageio_ffmpeg.get_ffmpeg_exe())
            patch.setenv("PATH", str(folder), prepend=os.pathsep)
        yield


@pytest.fixture(scope="session", autouse=True)
def _secrets_are_canaries() -> Iterator[None]:
    """Those that a run makes or is given: cookies, keys, and what the API hands out."""
    for secret in (*settings.CALLBACK_TOKENS, settings.SECRET_KEY):
        canary(secret)
    user_logged_in.connect(_session_is_canary)
    whole_answer = exchange._whole_answer

    def told(*arguments: Any) -> Answer:
        answer = whole_answer(*arguments)
        canaries_in(answer.content)
        return answer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(exchange, "_whole_answer", told)
        yield


def _session_is_canary(*, request: HttpRequest, **_kwargs: Any) -> None:
    canary(request.session.session_key or "")


@pytest.fixture
def alice(db) -> User:
    """An administrator: may do everything."""
    return User.objects.create_superuser("alice", password=PASSWORDS["alice"])


@pytest.fixture
def bob(db) -> User:
    """May look at everything and change nothing."""
    user = User.objects.create_user("bob", password=PASSWORDS["bob"])
    user.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    return user


@pytest.fixture
def charlie(db) -> User:
    """Signed in, without any right."""
    return User.objects.create_user("charlie", password=PASSWORDS["charlie"])


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    # So that the record holds what the test does, and nothing else.
    AuditEntry.objects.filter(action="person.sign_in").delete()
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


@pytest.fixture
def steady_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Regions that show durations are sent anew now and then: not during this test."""
    monkeypatch.setattr("core.live.time", SimpleNamespace(time=lambda: 1.0))
