"""One request and its whole answer, within limits of time and size."""

from __future__ import annotations

from dataclasses import dataclass, field
from ssl import SSLCertVerificationError

import requests
from requests.auth import AuthBase
from requests.exceptions import (
    ConnectTimeout,
    ContentDecodingError,
    InvalidURL,
    SSLError,
    Timeout,
)
from requests.structures import CaseInsensitiveDict
from urllib3.exceptions import (
    HTTPError,
    LocationValueError,
    NameResolutionError,
    NewConnectionError,
    ReadTimeoutError,
)

from meetings_api.answers import Answer
from meetings_api.auth import Credentials
from meetings_api.errors import MalformedAnswer, MeetingsApiError, TimedOut, Unreachable
from meetings_api.watchdog import watched

LARGEST_ANSWER = 8 * 1024 * 1024
CHUNK = 64 * 1024

_IMPOSSIBLE_HOSTS = (InvalidURL, LocationValueError, UnicodeError)


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
                    raise _failed(call, failure) from None
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


def _failed(call: Call, failure: Exception) -> MeetingsApiError:
    if isinstance(failure, ContentDecodingError):
        return MalformedAnswer(
            "the answer is not compressed as it says", method=call.method, path=call.path
        )
    reason, nothing_sent = _diagnosis(failure)
    kind = TimedOut if _timed_out(failure) else Unreachable
    return kind(reason, method=call.method, path=call.path, nothing_sent=nothing_sent)


def _diagnosis(failure: Exception) -> tuple[str, bool]:
    """What went wrong, and whether for certain nothing was sent.

    In words of ours: those of requests quote addresses and whatever the other side wrote.
    """
    cause = _cause(failure)
    if isinstance(failure, _IMPOSSIBLE_HOSTS) or isinstance(cause, NameResolutionError):
        return "could not be sent: unknown host name", True
    if isinstance(failure, ConnectTimeout):
        return "could not be sent: no connection in time", True
    if isinstance(cause, NewConnectionError):
        return "could not be sent: connection refused or no route", True
    if isinstance(failure, SSLError):
        return "has no trusted TLS connection", _is_untrusted(cause)
    if _timed_out(failure):
        return "did not answer in time", False
    return "got no whole answer: the connection broke", False


def _is_untrusted(cause: object) -> bool:
    """Whether the certificate was refused, which comes before anything is sent."""
    reasons = cause.args if isinstance(cause, Exception) else ()
    return any(isinstance(reason, SSLCertVerificationError) for reason in reasons)


def _timed_out(failure: Exception) -> bool:
    # In the middle of a body requests says ConnectionError for this too.
    return isinstance(failure, Timeout) or isinstance(_cause(failure), ReadTimeoutError)


def _cause(failure: Exception) -> object:
    """What urllib3 met, which requests wraps in an error of its own."""
    wrapped = failure.args[0] if failure.args else None
    return getattr(wrapped, "reason", wrapped)
