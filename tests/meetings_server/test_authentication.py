from __future__ import annotations

import time
from base64 import b64encode
from typing import Any
from uuid import uuid4

import jwt
import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.meetings_server.answers import MISSING_AUTH, UNAUTHORIZED
from tests.support.meetings_server import MeetingsServerProcess


def rooms(server: MeetingsServerProcess, authorization: str | None, family: str = "beta"):
    headers = {} if authorization is None else {"Authorization": authorization}
    return requests.get(f"{server.url}/{family}/meetings/rooms", headers=headers, timeout=10)


def basic(key: str, secret: str) -> str:
    return b64encode(f"{key}:{secret}".encode()).decode()


def claims(server: MeetingsServerProcess, **changes: Any) -> dict[str, Any]:
    known = {"application_id": server.application_id, "iat": int(time.time()), "jti": str(uuid4())}
    return {name: value for name, value in (known | changes).items() if value is not None}


def signed(server: MeetingsServerProcess, **changes: Any) -> str:
    return jwt.encode(claims(server, **changes), server.private_key, algorithm="RS256")


@pytest.mark.parametrize("scheme", ["Basic", "basic", "BASIC"])
def test_it_takes_key_and_secret(server: MeetingsServerProcess, scheme: str) -> None:
    response = rooms(server, f"{scheme} {basic(server.api_key, server.api_secret)}")

    assert response.status_code == 200


@pytest.mark.parametrize("family", ["beta", "v1"])
@pytest.mark.parametrize("scheme", ["Bearer", "bearer"])
def test_it_takes_a_token_of_the_application(
    server: MeetingsServerProcess, scheme: str, family: str
) -> None:
    assert rooms(server, f"{scheme} {signed(server)}", family).status_code == 200


def test_it_asks_for_credentials(server: MeetingsServerProcess) -> None:
    response = rooms(server, None)

    assert (response.status_code, response.json()) == (401, MISSING_AUTH)


@pytest.mark.parametrize(
    "authorization",
    [
        "Basic",
        "Basic !!!",
        "Basic /w==",
        f"Basic {b64encode(b'no colon').decode()}",
        f"Basic {basic('nobody', 'wrong')}",
        "Digest abc",
        "Bearer",
        "Bearer a.b.c",
        f"Bearer {jwt.encode({'application_id': ['x']}, 'k' * 32, algorithm='HS256')}",
        f"Bearer {b64encode(b'{}').decode()}.{b64encode(b'[' * 9000).decode()}.x",
        "Bearer \u00e9",
    ],
)
def test_it_refuses_what_is_no_credential(
    server: MeetingsServerProcess, authorization: str
) -> None:
    response = rooms(server, authorization.encode("latin-1"))

    assert (response.status_code, response.json()) == (401, UNAUTHORIZED)


def test_it_refuses_a_wrong_secret(server: MeetingsServerProcess) -> None:
    assert rooms(server, f"Basic {basic(server.api_key, 'wrong')}").json() == UNAUTHORIZED


@pytest.mark.parametrize(
    "changes",
    [
        {"application_id": "another"},
        {"application_id": None},
        {"iat": None},
        {"jti": None},
        {"exp": 1},
        {"exp": "soon"},
        {"exp": float("inf")},
        {"nbf": 2**33},
        {"iat": 2**33},
    ],
)
def test_it_refuses_a_token_with_wrong_claims(
    server: MeetingsServerProcess, changes: dict[str, Any]
) -> None:
    response = rooms(server, f"Bearer {signed(server, **changes)}")

    assert (response.status_code, response.json()) == (401, UNAUTHORIZED)


def test_it_refuses_a_token_of_another_key(server: MeetingsServerProcess) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    token = jwt.encode(claims(server), key, algorithm="RS256")

    assert rooms(server, f"Bearer {token}").json() == UNAUTHORIZED


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_it_refuses_other_algorithms(server: MeetingsServerProcess, algorithm: str) -> None:
    token = jwt.encode(claims(server), "" if algorithm == "none" else "k" * 32, algorithm=algorithm)

    assert rooms(server, f"Bearer {token}").json() == UNAUTHORIZED
