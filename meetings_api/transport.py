"""Sends calls, again where that is safe, and brings whole answers back or one of our errors."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from meetings_api.answers import Answer
from meetings_api.auth import Credentials
from meetings_api.clocks import ClockSeen, seconds_ahead
from meetings_api.connections import Connections
from meetings_api.errors import MeetingsApiError, NotFound, Unauthorised
from meetings_api.exchange import Authorization, Call, Exchange
from meetings_api.refusals import error_for
from meetings_api.retries import RetryPolicy

logger = logging.getLogger("meetings_api")


@dataclass(frozen=True)
class Repeats:
    """When a call is sent again; ``deadline`` is the seconds for a call with all its repeats."""

    policy: RetryPolicy
    deadline: float
    sleep: Callable[[float], None]
    clock: Callable[[], float]


@dataclass(frozen=True)
class Transport:
    """``timeout`` is the seconds to connect and to wait for the next byte."""

    base_url: str
    credentials: Credentials
    connections: Connections
    timeout: tuple[float, float]
    repeats: Repeats
    clock_seen: ClockSeen

    def send(self, call: Call) -> Answer:
        """The successful answer; raises any MeetingsApiError."""
        return _Delivery(self, call).deliver()

    def exchange(self, call: Call, seconds: float) -> Answer:
        exchange = Exchange(
            self.connections.session(),
            self.base_url,
            Authorization(self.credentials),
            self.timeout,
        )
        asked_at = time.time()
        answer, headers = exchange.perform(call, seconds)
        ahead = seconds_ahead(headers.get("Date"), asked_at, time.time())
        if ahead is not None:
            self.clock_seen(ahead)
        if answer.status >= 400:
            raise error_for(answer, headers)
        if answer.status not in range(200, 300):
            raise answer.malformed(f"redirected elsewhere ({answer.status})")
        return answer


class _Delivery:
    """One call with its repeats."""

    def __init__(self, transport: Transport, call: Call) -> None:
        self._transport = transport
        self._call = call
        self._repeats = transport.repeats
        self._ends_at = self._repeats.clock() + self._repeats.deadline
        self._failures = 0
        self._credentials_renewed = False
        self._may_have_happened = False

    def deliver(self) -> Answer:
        while True:
            try:
                return self._transport.exchange(self._call, self._seconds_left())
            except MeetingsApiError as error:
                if self._deleted_by_an_earlier_attempt(error):
                    return Answer(self._call.method, self._call.path, status=204)
                if not self._renewed_credentials_for(error) and not self._waited_after(error):
                    raise

    def _seconds_left(self) -> float:
        return max(0.001, self._ends_at - self._repeats.clock())

    def _deleted_by_an_earlier_attempt(self, error: MeetingsApiError) -> bool:
        deleting = self._call.method == "DELETE" and self._may_have_happened
        return deleting and isinstance(error, NotFound)

    def _renewed_credentials_for(self, error: MeetingsApiError) -> bool:
        if not isinstance(error, Unauthorised) or self._credentials_renewed:
            return False
        self._credentials_renewed = True
        return self._transport.credentials.renew()

    def _waited_after(self, error: MeetingsApiError) -> bool:
        wait = self._repeats.policy.wait_after(error, self._failures)
        if wait is None or wait >= self._ends_at - self._repeats.clock():
            return False
        logger.warning("%s; sending it again in %.1f s", error, wait)
        self._repeats.sleep(wait)
        self._failures += 1
        self._may_have_happened |= error.may_have_happened
        return True
