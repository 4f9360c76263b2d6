"""One request and its whole answer, within limits of time and size."""

from __future__ import annotations

from dataclasses import dataclass, field

import requests
from requests.auth import AuthBase
from requests.structures import CaseInsensitiveDict
from urllib3.exceptions import HTTPError, NameResolutionError, NewConnectionError

from meetings_api.answers import Answer
from meetings_api.auth import Credentials
from meetings_api.errors import MeetingsApiError, TimedOut, Unreachable
from meetings_api.watchdog import watched

LARGEST_ANSWER = 8 * 1024 * 1024
CHUNK = 64 * 1024


@dataclass(frozen=True)
class Call:
    """``path`` is relative to the family root and already quoted; ``body`` is JSON."""

    method: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    body: bytes | None = field(default=None, repr=False)


class Authorization(AuthBase):
    def __init__(self, credentials: Credentials) -> None:
        self._credentials = credentials

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = self._credentials.authorization()
        return request


@dataclass(frozen=True)
class Exchange:
    """``timeout`` is the seconds to connect and to wait for the next byte."""

    session: requests.Session
    base_url: str
    authorization: Authorization
    timeout: tuple[float, float]

    def perform(self, call: Call, seconds: float) -> tuple[Answer, CaseInsensitiveDict[str]]:
        """The answer, whatever its status, and its headers.

        Raises Unreachable, TimedOut after so many seconds in all, and MalformedAnswer for more
        than 8 MiB.
        """
        with watched(seconds) as watchdog:
            try:
                with self._send(call, seconds) as response:
                    answer = _whole_answer(call, response)
            except (OSError, HTTPError, UnicodeError) as failure:
                if not watchdog.bit:
                    raise _unreachable(call, failure) from None
        # A body of no stated length seems complete when the watchdog ends it.
        if watchdog.bit:
            raise TimedOut("did not answer in time", method=call.method, path=call.path)
        return answer, response.headers

    def _send(self, call: Call, seconds: float) -> requests.Response:
        connect, read = self.timeout
        return self.session.request(
            call.method,
            self.base_url + call.path,
            params=call.query,
            data=call.body,
            headers={"Content-Type": "application/json"},
            auth=self.authorization,
            timeout=(min(connect, seconds), min(read, seconds)),
            # A redirect would carry our Authorization to wherever the answer says.
            allow_redirects=False,
            stream=True,
        )


def _whole_answer(call: Call, response: requests.Response) -> Answer:
    content = bytearray()
    answer = Answer(call.method, call.path, response.status_code)
    for chunk in response.iter_content(CHUNK):
        content += chunk
        if len(content) > LARGEST_ANSWER:
            raise answer.malformed("is larger than 8 MiB")
    kind = response.headers.get("Content-Type", "")
    return Answer(call.method, call.path, response.status_code, bytes(content), kind)


def _unreachable(call: Call, failure: Exception) -> MeetingsApiError:
    kind = TimedOut if isinstance(failure, requests.Timeout) else Unreachable
    return kind(
        _reason(failure),
        method=call.method,
        path=call.path,
        nothing_sent=_nothing_sent(failure),
    )


def _nothing_sent(failure: Exception) -> bool:
    return isinstance(failure, requests.ConnectTimeout) or isinstance(
        _cause(failure), NewConnectionError
    )


def _cause(failure: Exception) -> object:
    """What urllib3 met, which requests wraps in an error of its own."""
    wrapped = failure.args[0] if failure.args else None
    return getattr(wrapped, "reason", wrapped)


def _reason(failure: Exception) -> str:
    """Words of ours: those of requests quote addresses and whatever the other side wrote."""
    if isinstance(_cause(failure), NameResolutionError):
        return "could not be sent: unknown host name"
    if isinstance(failure, requests.exceptions.SSLError):
        return "has no trusted TLS connection"
    if isinstance(failure, requests.ConnectTimeout):
        return "could not be sent: no connection in time"
    if isinstance(failure, requests.Timeout):
        return "did not answer in time"
    if isinstance(_cause(failure), NewConnectionError):
        return "could not be sent: connection refused or no route"
    return "got no whole answer: the connection broke"
