"""Signed callbacks, checked by a library that knows nothing of this server."""

from __future__ import annotations

import hashlib
import time
from typing import Any

import jwt
import pytest

from tests.meetings_server.conftest import Start
from tests.meetings_server.receiver import Received, Receiver, receiving
from tests.support.meetings_server import MeetingsServerProcess

SECRET = "canary-signature-secret-of-a-receiver"


@pytest.fixture
def signing(start: Start, monkeypatch: pytest.MonkeyPatch) -> MeetingsServerProcess:
    monkeypatch.setenv("MEETINGS_SERVER_SIGNATURE_SECRET", SECRET)
    return start(extra=["--callback-retry-seconds", "0.05"])


def first_of(server: MeetingsServerProcess) -> list[Received]:
    """The refused first attempt and the second one."""
    with receiving() as receiver:
        receiver.answer = lambda received: 204 if receiver.refused else 500
        server.control("PUT", "/control/callback-urls", {"all": receiver.url})
        room = server.create_room(display_name="Chœur")
        server.control("POST", f"/control/rooms/{room['id']}/expire")
        receiver.wait_for(1)
        return [*receiver.refused, *receiver.received]


def claims_of(received: Received) -> dict[str, Any]:
    scheme, token = received.headers["Authorization"].split(" ")
    assert scheme == "Bearer"
    required = ["iat", "jti", "iss", "payload_hash", "api_key", "application_id"]
    return jwt.decode(token, SECRET, ["HS256"], issuer="Vonage", options={"require": required})


def test_it_proves_who_sent_it(signing: MeetingsServerProcess) -> None:
    claims = claims_of(first_of(signing)[0])

    assert claims["api_key"] == signing.api_key
    assert claims["application_id"] == signing.application_id
    assert abs(claims["iat"] - time.time()) < 60
    assert "exp" not in claims


def test_it_proves_what_was_sent(signing: MeetingsServerProcess) -> None:
    received = first_of(signing)[0]

    assert claims_of(received)["payload_hash"] == hashlib.sha256(received.raw).hexdigest()


def test_each_attempt_has_a_token_of_its_own(signing: MeetingsServerProcess) -> None:
    first, second = (claims_of(received)["jti"] for received in first_of(signing))

    assert first != second


def test_the_secret_and_the_token_are_not_shown(signing: MeetingsServerProcess) -> None:
    first_of(signing)

    [callback] = signing.control("GET", "/control/callbacks")["callbacks"]
    shown = str(signing.control("GET", f"/control/callbacks/{callback['id']}"))
    assert "canary" not in shown and "Bearer" not in shown


def test_without_a_secret_nothing_is_signed(
    server: MeetingsServerProcess, receiver: Receiver, room: dict[str, Any]
) -> None:
    server.control("POST", f"/control/rooms/{room['id']}/expire")

    [received] = receiver.wait_for(1)
    assert "Authorization" not in received.headers
