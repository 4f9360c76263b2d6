from __future__ import annotations

import base64
from collections.abc import Callable

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from meetings_api import ApplicationAuth, BasicAuth, MeetingsClient, Misconfigured, Unauthorised
from tests.meetings_api.canned import Canned, CannedServer
from tests.meetings_api.times import Times

ROOM = Canned.json({"id": "room-7", "display_name": "Room 7"})
UNAUTHORISED = Canned.json({"title": "Unauthorized", "detail": "wrong"}, status=401)
KEY = rsa.generate_private_key(65537, 2048)
PEM = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
EC_PEM = (
    ec.generate_private_key(ec.SECP256R1())
    .private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    .decode()
)
LOCKED_PEM = KEY.private_bytes(
    Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"canary")
).decode()


@pytest.fixture
def application(times: Times) -> ApplicationAuth:
    return ApplicationAuth("application-7", PEM, clock=times.clock)


def token(auth: ApplicationAuth) -> str:
    return auth.authorization().removeprefix("Bearer ")


def test_it_sends_the_key_and_the_secret(api: CannedServer, client: MeetingsClient) -> None:
    api.will_answer(ROOM)

    client.rooms.get("room-7")

    scheme, _, pair = api.requests[0].headers["Authorization"].partition(" ")
    assert (scheme, base64.b64decode(pair)) == ("Basic", b"key:canary-secret")


def test_it_sends_a_secret_in_any_script() -> None:
    _, _, pair = BasicAuth("key", "zażółć:密").authorization().partition(" ")

    assert base64.b64decode(pair).decode() == "key:zażółć:密"


def test_it_mints_a_token_that_the_public_key_proves(
    application: ApplicationAuth, times: Times
) -> None:
    # The clock of the test is in the past, so only the signature is verified.
    timeless = {"verify_exp": False, "verify_iat": False}
    claims = jwt.decode(token(application), KEY.public_key(), ["RS256"], options=timeless)

    assert claims.pop("jti")
    assert claims == {
        "application_id": "application-7",
        "iat": int(times.now),
        "exp": int(times.now) + 900,
    }


def test_it_keeps_a_token_until_shortly_before_it_runs_out(
    application: ApplicationAuth, times: Times
) -> None:
    first = token(application)
    times.sleep(839)

    assert token(application) == first


def test_it_mints_another_before_the_first_runs_out(
    application: ApplicationAuth, times: Times
) -> None:
    first = token(application)
    times.sleep(840)

    assert token(application) != first


@pytest.mark.parametrize("method", ["get", "create"])
def test_it_tries_once_more_with_another_token_after_401(
    api: CannedServer,
    new_client: Callable[..., MeetingsClient],
    application: ApplicationAuth,
    method: str,
) -> None:
    api.will_answer(UNAUTHORISED, ROOM)
    client = new_client(auth=application)

    client.rooms.get("room-7") if method == "get" else client.rooms.create(display_name="Room 7")

    first, second = (seen.headers["Authorization"] for seen in api.requests)
    assert first != second


def test_it_stops_after_a_second_401(
    api: CannedServer, new_client: Callable[..., MeetingsClient], application: ApplicationAuth
) -> None:
    api.will_answer(UNAUTHORISED)

    with pytest.raises(Unauthorised):
        new_client(auth=application).rooms.get("room-7")

    assert len(api.requests) == 2


def test_it_does_not_repeat_a_wrong_secret(api: CannedServer, client: MeetingsClient) -> None:
    api.will_answer(UNAUTHORISED)

    with pytest.raises(Unauthorised):
        client.rooms.get("room-7")

    assert len(api.requests) == 1


@pytest.mark.parametrize(
    "pem",
    ["", "canary", PEM[:200], EC_PEM, LOCKED_PEM, "\ud800"],
    ids=lambda pem: pem[:4] or "none",
)
def test_it_refuses_a_key_it_cannot_sign_with(pem: str) -> None:
    with pytest.raises(Misconfigured, match="private key is not") as caught:
        ApplicationAuth("application-7", pem)

    assert "canary" not in str(caught.value)
    assert "Your Meetings API settings are wrong" in caught.value.user_message


@pytest.mark.parametrize(("key", "secret"), [("", "secret"), ("key", ""), ("k:ey", "secret")])
def test_it_refuses_a_pair_that_cannot_be_sent(key: str, secret: str) -> None:
    with pytest.raises(Misconfigured):
        BasicAuth(key, secret)


def test_it_refuses_an_application_without_id() -> None:
    with pytest.raises(Misconfigured, match="application id"):
        ApplicationAuth("", PEM)
