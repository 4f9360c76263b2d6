from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
import vonage
from requests.adapters import HTTPAdapter

from tests.sdk.server import Server


class PlainAdapter(HTTPAdapter):
    """The SDK has https:// written into it; the server on this machine speaks plain HTTP."""

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        request.url = str(request.url).replace("https://", "http://", 1)
        return super().send(request, **options)


@pytest.fixture(scope="session")
def started_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("meetings-server"))
    yield server
    server.stop()


@pytest.fixture
def server(started_server: Server) -> Server:
    """The Meetings server, emptied."""
    started_server.control("/control/reset")
    return started_server


def meetings_of(server: Server, application_id: str) -> vonage.meetings.Meetings:
    client = vonage.Client(application_id=application_id, private_key=server.private_key)
    client.session.mount(f"https://{server.address}", PlainAdapter())
    # An address that is set after the client was made does not reach its Meetings.
    client.meetings_api_host(f"{server.address}/v1/meetings")
    return vonage.meetings.Meetings(client)


@pytest.fixture
def sdk(server: Server) -> vonage.meetings.Meetings:
    return meetings_of(server, server.application_id)


@pytest.fixture
def stranger(server: Server) -> vonage.meetings.Meetings:
    """Names an application that the server does not know."""
    return meetings_of(server, "11111111-2222-3333-4444-555555555555")


@pytest.fixture
def room(sdk: vonage.meetings.Meetings) -> dict[str, Any]:
    """A long-term room."""
    expires_at = (datetime.now(UTC) + timedelta(days=7)).isoformat()
    fields = {"display_name": "Choir", "type": "long_term", "expires_at": expires_at}
    created: dict[str, Any] = sdk.create_room(fields)
    return created


@pytest.fixture
def theme_id(sdk: vonage.meetings.Meetings) -> str:
    theme_id: str = sdk.create_theme({"main_color": "#12f64e", "brand_text": "Blue"})["theme_id"]
    return theme_id
