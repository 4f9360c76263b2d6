"""What the bodies of the control surface may hold."""

from __future__ import annotations

from typing import Any

from meetings_server.addresses import SUBJECTS
from meetings_server.checks import boolean, number, one_of, text, web_address
from meetings_server.faults import FAILING
from meetings_server.lab import EVENTS, MANNERS
from meetings_server.names import PEOPLE
from meetings_server.refusals import invalid_input
from meetings_server.scenarios import scenarios

DAY_SECONDS = 24 * 60 * 60
LONGEST_ADVANCE_SECONDS = 366 * DAY_SECONDS
# A thread of the server waits as long.
LONGEST_WAIT_SECONDS = 60


def _optional_web_address(value: Any, name: str) -> str | None:
    return None if value is None else web_address(value, name)


def _prefix(value: Any, name: str) -> str:
    return "" if value in (None, "") else str(text(100)(value, name))


def _header_value(value: Any, name: str) -> str:
    """Seconds, or a date, or whatever text a client is to meet in the header."""
    content = str(value) if isinstance(value, int) and abs(value) < 10**9 else text(40)(value, name)
    if not content.isascii() or not content.isprintable():
        raise invalid_input(f'"{name}" must be printable ASCII')
    return str(content)


RESET = {"seed": boolean}
APPLICATION = {"name": text(100)}
CALLBACK_URLS = {
    "application_id": text(64),
    **dict.fromkeys((*SUBJECTS, "all"), _optional_web_address),
}
PARTICIPANT = {
    "name": text(400),
    "is_host": boolean,
    "type": text(40),
    "participant_id": text(64),
}
STOP = {"upload": boolean}
CLOCK = {"advance_seconds": number(0, LONGEST_ADVANCE_SECONDS)}
FAULT = {
    "kind": one_of(*FAILING),
    "count": number(1, 100_000, is_whole=True),
    "skip": number(0, 100_000, is_whole=True),
    "path": _prefix,
    "retry_after": _header_value,
    "seconds": number(0, LONGEST_WAIT_SECONDS),
}
MEETING = {
    "application_id": text(64),
    "room_id": text(64, nullable=True),
    "seconds": number(1, DAY_SECONDS),
    "people": number(1, len(PEOPLE), is_whole=True),
    "record": boolean,
}
SCENARIO = {
    "application_id": text(64),
    "room_id": text(64, nullable=True),
    "scenario": one_of(*scenarios()),
    "speed": number(0.01, 10_000),
}
LAB_EVENT = {"event": one_of(*EVENTS), "manner": one_of(*MANNERS)}
FLUSH = {"timeout_seconds": number(0, LONGEST_WAIT_SECONDS)}
