"""One attempt to deliver one callback."""

from __future__ import annotations

import time
from typing import NamedTuple

import requests
from django.conf import settings
from urllib3.exceptions import HTTPError

from meetings_server.deadlines import deadline
from meetings_server.models import Callback
from meetings_server.public_addresses import Anywhere, PublicOnly
from meetings_server.signing import authorization

# For the connection, and for each byte of the answer; then for all of it.
TIMEOUT_SECONDS = (2, 5)
MOST_SECONDS = 10
LONGEST_ANSWER_BYTES = 64 * 1024
DRAWN_OUT = requests.ReadTimeout.__name__


class Outcome(NamedTuple):
    # Status and reason, or the kind of failure: never its text, which holds the address.
    answer: str
    seconds: float

    @property
    def is_receipt(self) -> bool:
        return self.answer.startswith("2")


class Sender:
    """Keeps connections open from one callback to the next; not to be shared by threads."""

    def __init__(self) -> None:
        self._anywhere = _without_environment()
        self._outside = _without_environment()
        for scheme in ("http://", "https://"):
            self._anywhere.mount(scheme, Anywhere())
            self._outside.mount(scheme, PublicOnly())

    def send(self, callback: Callback) -> Outcome:
        began = time.monotonic()
        with deadline(MOST_SECONDS) as attempt:
            answer = self._answer(callback)
        # What there is of an answer that does not end is no receipt.
        return Outcome(DRAWN_OUT if attempt.is_over else answer, time.monotonic() - began)

    def _answer(self, callback: Callback) -> str:
        try:
            return self._post(callback)
        except (requests.RequestException, HTTPError, ValueError) as error:
            return type(error).__name__

    def _post(self, callback: Callback) -> str:
        may_go_anywhere = callback.is_trusted or settings.ALLOW_PRIVATE_CALLBACKS
        body = callback.body.encode()
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "meetings-server",
            **callback.headers,
            **authorization(body, callback.room.application),
        }
        with (self._anywhere if may_go_anywhere else self._outside).post(
            callback.url,
            data=body,
            headers=headers,
            timeout=TIMEOUT_SECONDS,
            allow_redirects=False,
            stream=True,
        ) as response:
            # A connection can be used again only when its answer was read; a long one is not.
            response.raw.read(LONGEST_ANSWER_BYTES, decode_content=False)
            return f"{response.status_code} {response.reason}"


def _without_environment() -> requests.Session:
    """The machine's proxies and .netrc are not for callbacks."""
    session = requests.Session()
    session.trust_env = False
    return session
