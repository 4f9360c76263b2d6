"""A second application of the server, and a caller with its credentials."""

from __future__ import annotations

import time
from typing import Any, NamedTuple
from uuid import uuid4

import jwt
import requests

from tests.support.meetings_server import MeetingsServerProcess


class Application(NamedTuple):
    server: MeetingsServerProcess
    application_id: str
    api_key: str
    api_secret: str
    private_key: str

    def basic(self) -> dict[str, Any]:
        return {"auth": (self.api_key, self.api_secret)}

    def bearer(self, **claims: Any) -> dict[str, Any]:
        known = {
            "application_id": self.application_id,
            "iat": int(time.time()),
            "jti": str(uuid4()),
        }
        token = jwt.encode(known | claims, self.private_key, algorithm="RS256")
        return {"auth": None, "headers": {"Authorization": f"Bearer {token}"}}

    def api(self, method: str, path: str, **options: Any) -> requests.Response:
        return self.server.api(method, path, **self.basic() | options)


def create_application(server: MeetingsServerProcess, name: str = "Another") -> Application:
    made = server.control("POST", "/control/applications", {"name": name})
    made.pop("name")
    return Application(server, **made)
