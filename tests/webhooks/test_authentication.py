"""Each way to prove who sends a callback, against the same attacks, through the real receiver."""

from __future__ import annotations

import base64
import json
import time
from abc import ABC, abstractmethod
from typing import Any, ClassVar

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from django.db import OperationalError
from django.test import Client

from tests.support.callbacks import RECEIVER, payload
from tests.support.signatures import OLD_SECRET, SECRET, basic, bearer, signed
from webhooks.models import Callback

pytestmark = pytest.mark.django_db

BODY = json.dumps(payload("session_started")).encode()


@pytest.fixture(scope="module")
def key_pair() -> tuple[str, str]:
    """A private key and its public one, in PEM."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return (
        private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
        private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode(),
    )


def part(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def send(*, body: bytes = BODY, url: str = RECEIVER, headers=None, **environ: Any):
    return Client(enforce_csrf_checks=True).post(
        url, data=body, content_type="application/json", headers=headers, **environ
    )


class Proof(ABC):
    """What every way to prove it has to stand; `request` is how it is sent as it should be."""

    configuration: ClassVar[dict[str, Any]] = {}
    status = 401

    @abstractmethod
    def request(self) -> dict[str, Any]: ...

    @abstractmethod
    def rotated(self) -> dict[str, Any]:
        """The same with the secret of the year before."""

    def missing(self) -> dict[str, Any]:
        return {}

    @abstractmethod
    def wrong(self) -> dict[str, Any]: ...

    @pytest.fixture(autouse=True)
    def _configured(self, settings):
        for name, value in self.configuration.items():
            setattr(settings, name, value)

    def test_a_good_one_is_stored(self):
        assert send(**self.request()).status_code == 204
        assert Callback.objects.count() == 1

    def test_the_old_one_is_taken_during_a_rotation(self):
        assert send(**self.rotated()).status_code == 204

    def test_a_missing_one_is_refused(self):
        self.assert_refused(send(**self.missing()))

    def test_a_wrong_one_is_refused(self):
        self.assert_refused(send(**self.wrong()))

    def test_a_wrong_token_is_refused_besides(self):
        request = {**self.request(), "url": "/hooks/not-the-canary/"}

        assert send(**request).status_code == 403
        assert not Callback.objects.exists()

    def test_no_secret_is_logged_or_answered(self, caplog):
        response = send(**self.wrong())

        for secret in ("canary", SECRET, OLD_SECRET):
            assert secret not in response.text
            assert secret not in caplog.text.replace(RECEIVER, "").replace("not-the-canary", "")

    def assert_refused(self, response):
        assert response.status_code == self.status
        assert response.json()["error"]
        assert not Callback.objects.exists()


class TestToken(Proof):
    status = 403

    def request(self):
        return {"url": "/hooks/canary-token-one/"}

    def rotated(self):
        return {"url": "/hooks/canary-token-two/"}

    def missing(self):
        return {"url": "/hooks/%20/"}

    def wrong(self):
        return {"url": "/hooks/canary-token-on/"}


class TestPassword(Proof):
    configuration = {"CALLBACK_BASIC_AUTH": ["vonage:canary-new", "vonage:canary:old"]}

    def request(self):
        return {"headers": basic("vonage:canary-new")}

    def rotated(self):
        return {"headers": basic("vonage:canary:old")}

    def wrong(self):
        return {"headers": basic("vonage:canary")}

    @pytest.mark.parametrize("value", ["Basic", "Basic ", "Basic %%%", "Basic \xff", "Basic YQ"])
    def test_what_is_no_credentials_is_refused(self, value):
        self.assert_refused(send(headers={"Authorization": value}))

    def test_a_signature_does_not_stand_for_a_password(self):
        self.assert_refused(send(headers=bearer(signed(BODY))))

    def test_it_is_told_how_to_sign_in(self):
        assert send()["WWW-Authenticate"] == 'Basic realm="callbacks"'


class TestSignature(Proof):
    configuration = {"CALLBACK_SIGNATURE_SECRETS": [SECRET, OLD_SECRET]}

    def request(self):
        return {"headers": bearer(signed(BODY))}

    def rotated(self):
        return {"headers": bearer(signed(BODY, secret=OLD_SECRET))}

    def wrong(self):
        return {"headers": bearer(signed(BODY, secret="some-other-secret-of-32-bytes-and-more"))}

    def test_another_body_is_refused(self):
        response = send(body=BODY + b" ", headers=bearer(signed(BODY)))

        self.assert_refused(response)
        assert "another body" in response.json()["error"]

    @pytest.mark.parametrize(
        "changes",
        [
            {"iss": "Somebody"},
            {"iss": None},
            {"iat": None},
            {"iat": "now"},
            {"iat": True},
            {"iat": 10**400},
            {"payload_hash": None},
            {"payload_hash": ""},
            {"payload_hash": "0" * 64},
            {"exp": 1},
            {"exp": "never"},
        ],
    )
    def test_a_claim_that_is_not_right_is_refused(self, changes):
        self.assert_refused(send(headers=bearer(signed(BODY, **changes))))

    @pytest.mark.parametrize("seconds", [-301, -10_000_000, 120])
    def test_one_from_another_time_is_refused(self, seconds):
        response = send(headers=bearer(signed(BODY, iat=int(time.time()) + seconds)))

        self.assert_refused(response)
        assert "too old" in response.json()["error"]

    @pytest.mark.parametrize("seconds", [-290, 30])
    def test_one_within_the_window_is_taken(self, seconds):
        token = signed(BODY, iat=int(time.time()) + seconds)

        assert send(headers=bearer(token)).status_code == 204

    def test_other_claims_do_no_harm(self):
        token = signed(BODY, jti=None, aud="somebody", application_id="a", api_key="k")

        assert send(headers=bearer(token)).status_code == 204

    def test_a_repeat_that_was_signed_anew_is_taken(self):
        first, second = (send(headers=bearer(signed(BODY))) for _ in range(2))

        assert (first.status_code, second.status_code) == (204, 204)

    def test_the_same_signature_is_taken_once(self):
        token = signed(BODY)
        first, second = (send(headers=bearer(token)) for _ in range(2))

        assert (first.status_code, second.status_code) == (204, 401)
        assert "used before" in second.json()["error"]
        assert Callback.objects.count() == 1

    def test_a_signature_that_was_not_stored_can_be_sent_again(self, monkeypatch):
        token = signed(BODY)
        with monkeypatch.context() as patch:
            patch.setattr("webhooks.receiver.callback_store", database_is_locked)
            refused = send(headers=bearer(token))

        assert (refused.status_code, refused["Retry-After"]) == (503, "30")
        assert send(headers=bearer(token)).status_code == 204

    def test_used_signatures_are_found_by_an_index(self):
        assert "callback_of_signature" in Callback.objects.signed_with("x").explain()

    @pytest.mark.parametrize("algorithm", ["HS384", "HS512"])
    def test_no_other_algorithm_is_taken(self, algorithm):
        self.assert_refused(send(headers=bearer(signed(BODY, algorithm=algorithm))))

    def test_no_signature_at_all_is_refused(self):
        self.assert_refused(send(headers=bearer(signed(BODY, secret="", algorithm="none"))))

    def test_a_key_pair_is_not_taken_for_a_secret(self, settings, key_pair):
        private, public = key_pair
        settings.CALLBACK_SIGNATURE_SECRETS = [SECRET, public]

        self.assert_refused(send(headers=bearer(signed(BODY, secret=private, algorithm="RS256"))))

    @pytest.mark.parametrize(
        "value", ["", "a", "a.b", "a.b.c", "....", "\xff.\xff.\xff", "W" * 9000]
    )
    def test_what_is_no_token_is_refused(self, value):
        self.assert_refused(send(headers={"Authorization": f"Bearer {value}"}))

    def test_a_nested_header_is_refused(self):
        nested = part(b"[" * 30_000)

        self.assert_refused(send(headers=bearer(f"{nested}.{nested}.{nested}")))

    def test_a_password_does_not_stand_for_a_signature(self):
        self.assert_refused(send(headers=basic(f"vonage:{SECRET}")))


class TestPasswordOrSignature(TestSignature):
    """There is one Authorization header, so where both are configured either one is enough."""

    configuration = {
        "CALLBACK_BASIC_AUTH": ["vonage:canary-new"],
        "CALLBACK_SIGNATURE_SECRETS": [SECRET, OLD_SECRET],
    }

    def test_the_password_alone_is_enough(self):
        assert send(headers=basic("vonage:canary-new")).status_code == 204


class TestNetwork(Proof):
    configuration = {"CALLBACK_NETWORKS": ["192.0.2.0/24", "2001:db8::/32", "198.51.100.7"]}
    status = 403

    def request(self):
        return {"REMOTE_ADDR": "192.0.2.9"}

    def rotated(self):
        return {"REMOTE_ADDR": "198.51.100.7"}

    def missing(self):
        return {"REMOTE_ADDR": ""}

    def wrong(self):
        return {"REMOTE_ADDR": "192.0.3.9"}

    @pytest.mark.parametrize("address", ["2001:db8::9", "::ffff:192.0.2.9", "[2001:db8::9]:443"])
    def test_version_six_is_understood(self, address):
        assert send(REMOTE_ADDR=address).status_code == 204

    @pytest.mark.parametrize(
        "address", ["2001:db9::9", "::1", "unix:", "192.0.2.9.9", "192.0.2.9/32"]
    )
    def test_what_is_no_allowed_address_is_refused(self, address):
        self.assert_refused(send(REMOTE_ADDR=address))

    def test_what_the_sender_says_of_itself_counts_for_nothing(self):
        self.assert_refused(send(REMOTE_ADDR="203.0.113.5", HTTP_X_FORWARDED_FOR="192.0.2.9"))


@pytest.mark.parametrize(
    ("proxies", "forwarded_for", "status"),
    [
        (1, "192.0.2.9", 204),
        (1, "192.0.2.9:51234", 204),
        (1, "[2001:db8::1]:443", 204),
        (1, "203.0.113.5, 192.0.2.9", 204),
        (1, "192.0.2.9, 203.0.113.5", 403),
        (1, "192.0.2.9,", 403),
        (1, "", 403),
        (2, "192.0.2.9, 10.0.0.2", 204),
        (2, "192.0.2.9, 203.0.113.5, 10.0.0.2", 403),
        (2, "192.0.2.9", 403),
        (2, "garbage, 10.0.0.2", 403),
    ],
)
def test_behind_proxies_the_entry_of_the_outermost_counts(settings, proxies, forwarded_for, status):
    settings.CALLBACK_NETWORKS = ["192.0.2.0/24", "2001:db8::/32"]
    settings.CALLBACK_TRUSTED_PROXIES = proxies

    response = send(REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded_for)

    assert response.status_code == status


def test_what_fails_twice_is_told_of_the_token_only(settings):
    settings.CALLBACK_NETWORKS = ["192.0.2.0/24"]
    settings.CALLBACK_BASIC_AUTH = ["vonage:canary-new"]

    assert "token" in send(url="/hooks/not-the-canary/").json()["error"]
    assert "network" in send().json()["error"]


def test_every_check_runs_whatever_the_others_say(monkeypatch):
    from webhooks import authentication

    ran = []
    checks = [_noting(ran, check) for check in authentication.CHECKS]
    monkeypatch.setattr(authentication, "CHECKS", checks)
    send(url="/hooks/not-the-canary/")

    assert len(ran) == len(checks) == 3


def database_is_locked(**_fields):
    raise OperationalError("database is locked")


def _noting(ran, check):
    def noted(evidence):
        ran.append(check)
        return check(evidence)

    return noted
