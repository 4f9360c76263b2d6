"""The processes beside the web server: started, kept running, and stopped with it."""

from __future__ import annotations

import logging
import subprocess
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

STOP_SECONDS = 10.0
RESTART_SECONDS = 2.0

logger = logging.getLogger(__name__)


class CompanionFailed(Exception):
    """It ended before it was ready; the text is what it said last."""


class Companion:
    """One child process. It holds the reading end of a pipe, so it can tell when we are gone."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        environment: Mapping[str, str],
        ready_line: str | None = None,
    ) -> None:
        self.name = name
        self._command = list(command)
        self._environment = dict(environment)
        self._ready_line = ready_line
        self._stopping = threading.Event()
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start it and wait for its ready line. Raises CompanionFailed."""
        self._process = self._spawn()
        threading.Thread(target=self._keep_running, name=self.name, daemon=True).start()

    def stop(self) -> None:
        self._stopping.set()
        process = self._process
        if process is None or process.poll() is not None:
            return
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()

    def _spawn(self) -> subprocess.Popen[str]:
        process = subprocess.Popen(  # noqa: S603  a command of ours
            self._command,
            env=self._environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE if self._ready_line else None,
            stderr=subprocess.STDOUT if self._ready_line else None,
            text=True,
            # Out of the reach of the terminal: a Ctrl-C is for us, and we stop them when it is time.
            start_new_session=True,
        )
        if self._ready_line:
            self._wait_until_ready(process)
        return process

    def _wait_until_ready(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None  # noqa: S101  asked for above
        said: list[str] = []
        for line in process.stdout:
            if self._ready_line and line.startswith(self._ready_line):
                threading.Thread(target=self._pass_on, args=[process], daemon=True).start()
                return
            said.append(line.strip())
        raise CompanionFailed(said[-1] if said else f"{self.name} ended without a word")

    def _pass_on(self, process: subprocess.Popen[str]) -> None:
        for line in process.stdout or ():
            logger.info("%s: %s", self.name, line.rstrip())

    def _keep_running(self) -> None:
        while not self._stopping.is_set():
            assert self._process is not None  # noqa: S101  start() has set it
            self._process.wait()
            if self._stopping.wait(RESTART_SECONDS):
                return
            logger.error(
                "%s ended with status %s; starting it again", self.name, self._process.returncode
            )
            try:
                self._process = self._spawn()
            except CompanionFailed as error:
                logger.error("%s does not start: %s", self.name, error)


def companions_stop(companions: Sequence[Companion]) -> None:
    """All at the same time: a worker alone takes some three seconds."""
    with ThreadPoolExecutor(max(len(companions), 1)) as pool:
        list(pool.map(Companion.stop, companions))
