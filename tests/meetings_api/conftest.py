from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from meetings_api import BasicAuth, MeetingsClient
from tests.meetings_api.canned import Canned, CannedServer
from tests.meetings_api.folders import CAPTURED, PAYLOADS
from tests.meetings_api.times import Times

collect_ignore = (
    [] if CAPTURED.is_dir() else ["test_captured_answers.py", "test_captured_errors.py"]
)


@pytest.fixture(scope="session")
def _canned_server() -> Iterator[CannedServer]:
    server = CannedServer()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server
    server.stopping.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def api(_canned_server: CannedServer) -> CannedServer:
    _canned_server.requests.clear()
    _canned_server.will_answer(Canned(status=204))
    return _canned_server


@pytest.fixture
def times() -> Times:
    return Times()


@pytest.fixture
def new_client(api: CannedServer, times: Times) -> Iterator[Callable[..., MeetingsClient]]:
    clients: list[MeetingsClient] = []

    def build(family: str = "beta/meetings", **options: Any) -> MeetingsClient:
        settings = {
            "base_url": f"{api.url}/{family}",
            "auth": BasicAuth("key", "canary-secret"),
            "sleep": times.sleep,
            "clock": times.clock,
        }
        clients.append(MeetingsClient(**settings | options))
        return clients[-1]

    yield build
    for client in clients:
        client.close()


@pytest.fixture
def client(new_client: Callable[..., MeetingsClient]) -> MeetingsClient:
    """Speaks the beta; waits take no time."""
    return new_client()


@pytest.fixture
def v1_client(new_client: Callable[..., MeetingsClient]) -> MeetingsClient:
    return new_client("v1/meetings")


@pytest.fixture
def closed_port() -> int:
    """A port where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


@pytest.fixture
def payload() -> Callable[[str], Any]:
    return lambda name: json.loads((PAYLOADS / f"{name}.json").read_bytes())
