from __future__ import annotations

import logging

import pytest

from core.redaction import RedactingFilter, redacted


@pytest.mark.parametrize(
    "text",
    [
        "Forbidden: /hooks/canary/",
        'POST "/hooks/canary/" 403',
        "Bad Request: /invitations/canary/",
        "Not Found: /sign-in/forgotten/1-canary/",
        "https://b.example/a.mp4?Expires=1&Signature=canary&x=1",
        "https://b.example/a.mp4?X-Amz-Signature=canary",
        "https://b.example/a.mp4?x-amz-security-token=canary",
        "https://b.example/?room_token=1&participant_token=canary",
        "Authorization: Basic canarycanary==",
        "authorization: bearer canary.canary.canary",
        "GET /api/v1/rooms/?t=mdt_0123456789ab_canary-canary_canary",
    ],
)
def test_it_hides_what_opens_a_door(text):
    assert "canary" not in redacted(text)


def test_it_leaves_the_rest_as_it_was():
    text = "Room walk failed: GET /rooms answered 500: the basic problem; token bucket empty"

    assert redacted(text) == text


@pytest.mark.parametrize("control", ["\n", "\r\n", "\x1b[2J", "\x00", "\x85", "\u2028"])
def test_what_others_wrote_is_no_entry_of_its_own(control):
    name = f"Board{control}2026-01-01 00:00:00,000 INFO accounts: alice signed in"
    record = logging.LogRecord("n", logging.WARNING, "f", 1, "no room %s", (name,), None)
    RedactingFilter().filter(record)
    line = logging.Formatter().format(record)

    assert len(line.splitlines()) == 1
    assert line.isprintable()
    assert line.endswith("alice signed in")


def test_the_log_filter_hides_secrets_in_arguments_and_tracebacks():
    try:
        raise ValueError("https://b.example/a.mp4?Signature=canary")
    except ValueError as error:
        info = (type(error), error, error.__traceback__)
    record = logging.LogRecord("n", logging.ERROR, "f", 1, "got %s", ("/hooks/canary/",), info)
    RedactingFilter().filter(record)

    assert "canary" not in logging.Formatter().format(record)
