from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import IO, Any

import requests

from tests.support.conformance import Document
from tests.support.log_scrape import canaries_of_key, canary, require_clean

ROOT = Path(__file__).parents[2]
READY = "Meetings server ready on "
# Only ends what hangs: a busy machine needs some of them for a thousand steps.
MOST_SECONDS = 60


class MeetingsServerProcess:
    """A Meetings server in a process of its own, and the means to make things happen in it."""

    def __init__(
        self, process: subprocess.Popen[str], data_dir: Path, log: IO[str] | None = None
    ) -> None:
        self.process = process
        self._log = log
        credentials = json.loads((data_dir / "credentials.json").read_text())
        self.url: str = credentials["url"]
        self.application_id: str = credentials["application_id"]
        self.api_key: str = credentials["api_key"]
        self.api_secret: str = canary(credentials["api_secret"])
        self.private_key: str = credentials["private_key"]
        self._control_token: str = canary(credentials["control_token"])
        canaries_of_key(self.private_key)

    @classmethod
    def start(
        cls,
        data_dir: Path,
        *,
        empty: bool = True,
        extra: Sequence[str] = (),
    ) -> MeetingsServerProcess:
        """Start one on a free port and wait until it is ready."""
        command = [sys.executable, "-m", "meetings_server", "--port", "0", "--data", str(data_dir)]
        log = tempfile.TemporaryFile("w+")  # noqa: SIM115  closed by stop() or kill()
        process = subprocess.Popen(
            [*command, *(["--empty"] if empty else []), "--exit-with-parent", *extra],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith(READY), f"the Meetings server did not start: {line!r}"
        return cls(process, data_dir, log)

    def control(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Call the control surface; `path` begins with /control/."""
        response = requests.request(
            method,
            f"{self.url}{path}",
            json=body,
            headers={"Authorization": f"Bearer {self._control_token}"},
            timeout=MOST_SECONDS,
        )
        assert response.ok, f"{method} {path}: {response.status_code} {response.text}"
        return response.json() if response.content else None

    @cached_property
    def document(self) -> Document:
        return Document(self.url)

    def api(
        self, method: str, path: str, *, is_documented: bool = True, **options: Any
    ) -> requests.Response:
        """Call the API; `path` begins with a family, such as /beta/meetings/rooms.

        Raises AssertionError when the answer is not what the server's own document says.
        """
        options.setdefault("auth", (self.api_key, self.api_secret))
        response = requests.request(method, f"{self.url}{path}", timeout=MOST_SECONDS, **options)
        if is_documented:
            self.document.check(response)
        return response

    def reset(self, *, seed: bool = False) -> None:
        self.control("POST", "/control/reset", {"seed": seed})

    def create_room(self, **fields: Any) -> dict[str, Any]:
        """A long-term room of a week, unless the fields say otherwise."""
        expires_at = (datetime.now(UTC) + timedelta(days=7)).isoformat()
        if fields.get("type", "long_term") == "long_term":
            fields = {"type": "long_term", "expires_at": expires_at} | fields
        response = self.api("POST", "/beta/meetings/rooms", json={"display_name": "Room"} | fields)
        assert response.status_code == 201, response.text
        room: dict[str, Any] = response.json()
        return room

    def stop(self) -> int:
        self.process.terminate()
        return self._ended()

    def kill(self) -> None:
        self.process.kill()
        self._ended()

    def _ended(self) -> int:
        status = self.process.wait(MOST_SECONDS)
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                stream.close()
        if self._log is not None:
            self._log.seek(0)
            require_clean(self._log.read().splitlines(), "the Meetings server")
            self._log.close()
            self._log = None
        return status
