"""`manage.py serve` as a user runs it: its own processes, its own data, real HTTP."""

from __future__ import annotations

import contextlib
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import requests

from tests.support.log_scrape import canaries_of_key, canary, require_clean

ROOT = Path(__file__).parents[2]
# Deadlines only end a run that hangs: a busy machine may take its time.
START_SECONDS = 120
WAIT_SECONDS = 120
# Below the ports that systems give to whoever calls out, so that no call takes one meanwhile.
PORTS = range(20_000, 32_000)
CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Serve:
    def __init__(
        self,
        data_dir: Path,
        *,
        database_url: str = "",
        life: int = 0,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.data_dir = data_dir
        self.port, self.meetings_server_port = free_ports(2)
        self.url = f"http://127.0.0.1:{self.port}"
        self._environment = _environment(data_dir, database_url) | dict(environment or {})
        self._life = life
        self.lines: list[str] = []
        self._sessions: list[requests.Session] = []

    def start(self) -> Serve:
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", *self._options()],
            cwd=ROOT,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            # A group of its own, so that Ctrl-C can be sent to all of it, as a terminal does.
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        wait_for(
            lambda: "Ctrl-C stops everything." in self.lines, seconds=START_SECONDS, says=self.said
        )
        return self

    def _options(self) -> list[str]:
        return [
            *("--port", str(self.port)),
            *("--meetings-server-port", str(self.meetings_server_port)),
            *("--life", str(self._life)),
        ]

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as output:
            for line in output:
                self.lines.append(line.rstrip())

    def said(self) -> str:
        return "\n".join(self.lines[-40:])

    @property
    def password(self) -> str:
        found = re.search(r"Sign in as admin with the password (\S+)", "\n".join(self.lines))
        assert found, self.said()
        return found.group(1)

    def interrupt(self) -> int:
        """Ctrl-C: to every process of the group, and wait for the end."""
        # The web server waits some seconds for connections that are kept open.
        for session in self._sessions:
            session.close()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGINT)
        return self.ended()

    def ended(self) -> int:
        """Wait for its end; the exit status."""
        status = self.process.wait(WAIT_SECONDS)
        self._reader.join(WAIT_SECONDS)
        self._name_secrets()
        # The first password is shown once, to who starts it.
        require_clean((line for line in self.lines if " with the password " not in line), "serve")
        return status

    def _name_secrets(self) -> None:
        for name in ("secret_key", "callback_token"):
            file = self.data_dir / name
            canary(file.read_text().strip() if file.exists() else "")
        for token in self._environment.get("CALLBACK_TOKENS", "").split(","):
            canary(token)
        file = self.data_dir / "meetings-server" / "credentials.json"
        made = json.loads(file.read_text()) if file.exists() else {}
        for name in ("api_secret", "control_token"):
            canary(made.get(name, ""))
        canaries_of_key(made.get("private_key", ""))

    def members(self) -> list[int]:
        """The processes of this run that are still there: all have its data folder in common."""
        listed = subprocess.run(
            ["ps", "axeww", "-o", "pid=,stat=,command="],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.splitlines()
        ours = [line.split() for line in listed if f"DATA_DIR={self.data_dir}" in line.split()]
        return [int(pid) for pid, state, *_rest in ours if not state.startswith("Z")]

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """Call the control surface of its Meetings server."""
        credentials = json.loads(
            (self.data_dir / "meetings-server" / "credentials.json").read_text()
        )
        response = requests.request(
            method,
            f"{credentials['url']}/control/{path}",
            json=body,
            headers={"Authorization": f"Bearer {credentials['control_token']}"},
            timeout=WAIT_SECONDS,
        )
        assert response.ok, response.text
        return response.json() if response.content else None

    def api(self, method: str, path: str, body: Any = None, **params: Any) -> Any:
        """Call the API itself, as somebody else with its key would."""
        made = json.loads((self.data_dir / "meetings-server" / "credentials.json").read_text())
        answer = requests.request(
            method,
            f"{made['url']}/beta/meetings/{path}",
            json=body,
            params=params,
            auth=(made["api_key"], made["api_secret"]),
            timeout=WAIT_SECONDS,
        )
        assert answer.ok, answer.text
        return answer.json() if answer.content else None

    def rooms(self) -> list[dict[str, Any]]:
        """The rooms as the API itself has them."""
        return list(self.api("GET", "rooms", page_size=200)["_embedded"])

    def manage(self, *arguments: str) -> None:
        """Run one of the dashboard's commands beside it."""
        command = [sys.executable, "manage.py", *arguments]
        subprocess.run(command, cwd=ROOT, env=self._environment, check=True)

    def signed_in(self, name: str = "admin", password: str = "") -> requests.Session:
        session = requests.Session()
        self._sessions.append(session)
        page = session.get(f"{self.url}/sign-in/", timeout=WAIT_SECONDS)
        token = CSRF.search(page.text)
        assert token, page.text
        answer = session.post(
            page.url,
            data={
                "csrfmiddlewaretoken": token.group(1),
                "login": name,
                "password": password or self.password,
            },
            timeout=WAIT_SECONDS,
        )
        assert answer.ok
        assert "/sign-in/" not in answer.url, answer.text
        canary(session.cookies["sessionid"])
        return session


def _environment(data_dir: Path, database_url: str) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("MEETINGS_", "DJANGO_", "CALLBACK_", "DATABASE_URL", "SECRET_KEY"))
    }
    extra = {"DATABASE_URL": database_url} if database_url else {}
    if broker := kept.get("CELERY_BROKER_URL"):
        extra["CELERY_BROKER_URL"] = _broker_of_its_own(broker)
    return kept | extra | {"DATA_DIR": str(data_dir), "PYTHONUNBUFFERED": "1"}


def _broker_of_its_own(url: str) -> str:
    """A database of Redis for this process of the tests: those beside it take none of its tasks."""
    address, _, number = url.rpartition("/")
    own = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) + 1
    return f"{address}/{int(number) + own}"


def free_port() -> int:
    return free_ports(1)[0]


def free_ports(count: int) -> list[int]:
    """Different ones: each is held until all are found."""
    with contextlib.ExitStack() as held:
        return [held.enter_context(_bound()).getsockname()[1] for _ in range(count)]


def _bound() -> socket.socket:
    while True:
        probe = socket.socket()
        try:
            probe.bind(("127.0.0.1", random.choice(PORTS)))
        except OSError:
            probe.close()
        else:
            return probe


def mail_into(folder: Path) -> dict[str, str]:
    """Mail as files there, not in the log, where nothing secret may stand."""
    return {"EMAIL_URL": f"filemail:///{folder / 'mail'}"}


def wait_for(condition: Any, *, seconds: float = WAIT_SECONDS, says: Any = lambda: "") -> Any:
    """The first true answer of `condition`; fails with `says()` when there is none in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.05)
    raise AssertionError(f"it did not happen within {seconds} s\n{says()}")


@contextlib.contextmanager
def database_of_its_own(beside: str | None = None) -> Iterator[str]:
    """The URL of an empty database beside the configured one; empty for SQLite."""
    url = os.environ.get("DATABASE_URL", "") if beside is None else beside
    if not url.startswith("postgres"):
        yield ""
        return
    name = f"serve_{uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    try:
        yield url.rsplit("/", 1)[0] + f"/{name}"
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
