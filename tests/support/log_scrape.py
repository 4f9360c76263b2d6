"""No secret of a test run stands in what is written to logs, by this process or by its children.

Whatever is secret is named with `canary`, most of it where it is made or comes in. After each test
what was logged meanwhile is searched for all that is known by then, so each worker of a parallel
run searches its own; the output of a child is searched when it ends.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator

import pytest

SHORTEST = 8
# As an address holds them; what we have hidden is three stars.
_IN_ADDRESSES = re.compile(
    r"(?:/hooks/|/invitations/|(?:participant_token|Signature|security-token)=)(?!\*{3})([^\s&/\"'<>\\]{8,})",
    re.IGNORECASE,
)
_SHAPES = (_IN_ADDRESSES, re.compile(r"(BEGIN (?:\w+ )?PRIVATE KEY)"))


class LogScrape(logging.Handler):
    """Keeps what the logs would hold, written as the configured handlers write it."""

    def __init__(self) -> None:
        super().__init__()
        self._canaries: set[str] = set()
        self._lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self._lines.append(self.format(record))

    def write_as(self, handler: logging.Handler) -> None:
        self.filters, self.formatter = list(handler.filters), handler.formatter

    def canary(self, secret: str) -> str:
        """`secret` itself, which must be in no log from now on. Too short ones prove nothing."""
        if len(secret) >= SHORTEST:
            self._canaries.add(secret)
        return secret

    def take_leaks(self) -> list[str]:
        """The lines since the last time in which something secret stands."""
        lines, self._lines = self._lines, []
        return self.leaks_in(lines)

    def leaks_in(self, lines: Iterable[str]) -> list[str]:
        kept = list(lines)
        text = "\n".join(kept)
        known = [secret for secret in self._canaries if secret in text]
        return [line for line in kept if _is_leak(line, known)]


def _is_leak(line: str, known: list[str]) -> bool:
    return any(secret in line for secret in known) or any(shape.search(line) for shape in _SHAPES)


SCRAPE = LogScrape()
canary = SCRAPE.canary


def canaries_in(content: bytes) -> None:
    """Name what the API has just handed out: host links, presigned links."""
    for secret in re.findall(
        r"(?:participant_token|Signature)=([\w.%~+/-]+)", content.decode(errors="ignore")
    ):
        canary(secret)


def canaries_of_key(pem: str) -> None:
    """A private key: each line of it is one."""
    for line in pem.splitlines():
        if not line.startswith("-----"):
            canary(line)


def require_clean(lines: Iterable[str], whose: str) -> None:
    leaks = SCRAPE.leaks_in(lines)
    assert not leaks, f"secrets in what {whose} wrote:\n" + "\n".join(leaks)


@pytest.fixture(scope="session", autouse=True)
def _logs_are_scraped() -> Iterator[None]:
    """Beside every handler that writes, and with its filters: what it would not hide we find."""
    loggers = [logging.getLogger(), *logging.Logger.manager.loggerDict.values()]
    writing = [
        each
        for each in loggers
        if isinstance(each, logging.Logger) and any(map(_writes, each.handlers))
    ]
    for logger in writing or [logging.getLogger()]:
        SCRAPE.write_as(next(filter(_writes, logger.handlers), logging.NullHandler()))
        logger.addHandler(SCRAPE)
    yield
    for logger in writing:
        logger.removeHandler(SCRAPE)


def _writes(handler: logging.Handler) -> bool:
    """Those of the settings, not pytest's own, which show a test's log to who reads its failure."""
    return type(handler) is logging.StreamHandler


@pytest.fixture(autouse=True)
def _no_secret_is_logged() -> Iterator[None]:
    yield
    leaks = SCRAPE.take_leaks()
    assert not leaks, "secrets in the log of this test:\n" + "\n".join(leaks)
