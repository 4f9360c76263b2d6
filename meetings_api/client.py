from __future__ import annotations

import time
from collections.abc import Callable
from importlib.metadata import version
from typing import Self
from urllib.parse import urlsplit

from meetings_api.application import Applications
from meetings_api.auth import Credentials
from meetings_api.clocks import ClockSeen
from meetings_api.connections import Connections
from meetings_api.dial_in_numbers import DialInNumbers
from meetings_api.dialects import Dialect
from meetings_api.errors import Misconfigured
from meetings_api.recordings import Recordings
from meetings_api.retries import RetryPolicy
from meetings_api.rooms import Rooms
from meetings_api.sessions import Sessions
from meetings_api.themes import Themes
from meetings_api.transport import Repeats, Transport

USER_AGENT = f"meetings-api/0.1.0 python-requests/{version('requests')}"


class MeetingsClient:
    """The Meetings API at ``base_url``, one of its family roots (the contract, section 0).

    ``timeout`` is the seconds to connect and to wait for the next byte, ``deadline`` those for a
    whole call with its repeats. ``clock_seen`` is told with each answer how many seconds the clock
    here is ahead of the API's. Safe to share between threads. Every call raises nothing but
    MeetingsApiError; so does this constructor, with Misconfigured.
    """

    def __init__(
        self,
        base_url: str,
        auth: Credentials,
        *,
        timeout: tuple[float, float] = (3.05, 15),
        deadline: float = 60.0,
        retries: RetryPolicy | None = None,
        user_agent: str = USER_AGENT,
        dialect: Dialect | None = None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        clock_seen: ClockSeen = lambda seconds_ahead: None,
    ) -> None:
        self.base_url = _checked(base_url)
        self.dialect = dialect or Dialect.of(self.base_url)
        self._connections = Connections(user_agent)
        repeats = Repeats(retries or RetryPolicy(), deadline, sleep, clock)
        transport = Transport(self.base_url, auth, self._connections, timeout, repeats, clock_seen)
        self.rooms = Rooms(transport, self.dialect)
        self.sessions = Sessions(transport)
        self.recordings = Recordings(transport)
        self.themes = Themes(transport)
        self.dial_in_numbers = DialInNumbers(transport)
        self.application = Applications(transport)

    def __repr__(self) -> str:
        return f"MeetingsClient({self.base_url!r}, dialect={self.dialect.name})"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._connections.close()


def _checked(base_url: str) -> str:
    """Without its trailing slashes; raises Misconfigured for what is no family root."""
    try:
        parts = urlsplit(base_url)
        usable = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise Misconfigured("the address must look like https://host/v1/meetings")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise Misconfigured("the address must hold no user, password, query or fragment")
    return base_url.rstrip("/")
