from __future__ import annotations

import json
import logging

import pytest
from django.test import Client

from tests.support.callbacks import RECEIVER, payload, post
from webhooks.models import Callback, CallbackState

pytestmark = pytest.mark.django_db


def test_it_stores_before_it_acknowledges():
    response = post(payload("session_started"))

    assert (response.status_code, response.content) == (204, b"")
    assert Callback.objects.get().payload == payload("session_started")


def test_it_wakes_the_worker(meetings_server):
    post(payload("session_ended"))

    assert Callback.objects.get().state == CallbackState.APPLIED


def test_it_reads_json_inside_a_json_string():
    response = post(json.dumps(json.dumps(payload("session_started"))))

    assert response.status_code == 204
    assert Callback.objects.get().kind == "session:started"


@pytest.mark.parametrize("token", ["canary-token-one", "canary-token-two"])
def test_it_accepts_every_token_of_a_rotation(token):
    assert post(payload("session_started"), url=f"/hooks/{token}/").status_code == 204


def test_it_refuses_a_wrong_token_without_storing_or_logging_it(caplog):
    with caplog.at_level(logging.WARNING):
        response = post(payload("session_started"), url="/hooks/not-the-canary/")

    assert response.status_code == 403
    assert "wrong" in response.json()["error"]
    assert not Callback.objects.exists()
    assert "wrong token" in caplog.text
    assert "not-the-canary" not in caplog.text.replace("/hooks/not-the-canary/", "")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"this is no JSON", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"", "not JSON"),
        (b"[]", "not an object"),
        (b'"just text"', "not JSON"),
        (b"NaN", "not JSON"),
        (b"[" * 20000, "not JSON"),
        (b"{}", 'no "event"'),
        (b'{"event": 7}', 'no "event"'),
        (b'{"event": "  "}', 'no "event"'),
    ],
)
def test_it_says_what_is_wrong_with_a_body_and_keeps_it(body, reason):
    response = post(body)

    assert response.status_code == 400
    assert reason in response.json()["error"]
    assert Callback.objects.get().state == CallbackState.REJECTED


def test_it_keeps_an_unknown_event_without_applying_it():
    response = post({"event": "room:painted", "room_id": "r1"})

    callback = Callback.objects.get()
    assert response.status_code == 204
    assert (callback.state, callback.event) == (CallbackState.IGNORED, "room:painted")


def test_it_refuses_five_megabytes_without_reading_them():
    response = post(b'{"event": "' + b"x" * 5_000_000 + b'"}')

    assert response.status_code == 413
    assert "65536 bytes" in response.json()["error"]
    assert not Callback.objects.exists()


def test_it_takes_a_body_of_just_the_limit(settings):
    body = json.dumps(payload("session_started")).encode()
    settings.CALLBACK_MAX_BYTES = len(body)

    assert post(body).status_code == 204


def test_it_stores_what_postgresql_would_not_take():
    response = post(b'{"event": "session:participant:joined", "name": "a\\u0000b\\ud800c"}')

    assert response.status_code == 204
    assert "\x00" not in Callback.objects.get().payload["name"]


@pytest.mark.parametrize("method", ["get", "put", "delete", "patch"])
def test_it_takes_posts_only(method):
    assert getattr(Client(), method)(RECEIVER).status_code == 405


@pytest.mark.parametrize("url", [RECEIVER, "/hooks/not-a-token/"])
def test_who_looks_whether_it_is_alive_learns_only_that(url):
    response = Client().head(url)

    assert (response.status_code, response.content) == (200, b"")
    assert not Callback.objects.exists()


def test_it_acknowledges_when_the_broker_is_down(monkeypatch, caplog):
    from webhooks.tasks import drain_callbacks

    monkeypatch.setattr(drain_callbacks, "delay", _refuse)
    first, second = post(payload("session_started")), post(payload("session_ended"))

    assert (first.status_code, second.status_code) == (204, 204)
    assert caplog.text.count("broker cannot be reached") == 1


def _refuse(*_args):
    raise ConnectionRefusedError
