from __future__ import annotations

from collections.abc import Callable

import pytest

from meetings_api import (
    ApiError,
    MeetingsClient,
    NotFound,
    QuotaExceeded,
    RateLimited,
    Refused,
    RetryPolicy,
    ServerError,
    Unauthorised,
)
from tests.meetings_api.calls import CALLS
from tests.meetings_api.canned import Canned, CannedServer


@pytest.mark.parametrize(
    ("call", "status", "kind", "retryable"),
    [
        ("get room", 400, Refused, False),
        ("get room", 401, Unauthorised, False),
        ("get room", 403, Refused, False),
        ("create room", 403, QuotaExceeded, False),
        ("create theme", 403, QuotaExceeded, False),
        ("delete recording", 403, Refused, False),
        ("get room", 404, NotFound, False),
        ("get room", 410, NotFound, False),
        ("create theme", 409, Refused, False),
        ("create room", 422, Refused, False),
        ("get room", 418, Refused, False),
        ("get room", 429, RateLimited, True),
        ("create room", 429, RateLimited, True),
        ("get room", 500, ServerError, True),
        ("delete recording", 502, ServerError, True),
        ("create room", 503, ServerError, False),
        ("update room", 504, ServerError, False),
        ("get room", 501, ServerError, False),
        ("get room", 599, ServerError, True),
    ],
)
def test_each_status_becomes_its_error(
    api: CannedServer,
    new_client: Callable[..., MeetingsClient],
    call: str,
    status: int,
    kind: type[ApiError],
    retryable: bool,
) -> None:
    api.will_answer(Canned(status, b"<html>Bad gateway</html>"))

    with pytest.raises(ApiError) as caught:
        CALLS[call](new_client(retries=RetryPolicy(total=0)))

    assert (type(caught.value), caught.value.status) == (kind, status)
    assert caught.value.retryable is retryable


def test_it_takes_the_reason_from_the_status_when_the_body_has_none(
    api: CannedServer, client: MeetingsClient
) -> None:
    api.will_answer(Canned(409, b"[]"))

    with pytest.raises(Refused, match="GET /rooms/room-7 answered 409: Conflict"):
        client.rooms.get("room-7")


@pytest.mark.parametrize(
    ("seconds", "delay"), [("", "a moment"), ("30", "30 seconds"), ("3600", "60 minutes")]
)
def test_it_says_when_the_next_call_may_be_made(
    api: CannedServer, new_client: Callable[..., MeetingsClient], seconds: str, delay: str
) -> None:
    api.will_answer(Canned(429, b"{}", {"Retry-After": seconds}))

    with pytest.raises(RateLimited) as caught:
        new_client(retries=RetryPolicy(total=0)).rooms.get("room-7")

    assert caught.value.user_message.endswith(f"try again in {delay}.")
