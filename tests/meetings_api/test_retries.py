from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetings_api import (
    MeetingsApiError,
    MeetingsClient,
    NotFound,
    RateLimited,
    RetryPolicy,
    ServerError,
    Unreachable,
)
from tests.meetings_api.calls import CALLS
from tests.meetings_api.canned import Canned, CannedServer
from tests.meetings_api.times import Times

ROOM = Canned.json({"id": "room-7", "display_name": "Room 7"})
FAULT = Canned.json({"message": "down"}, status=503)
GONE = Canned.json({"message": "gone", "name": "NotFoundError"}, status=404)
HANGS_UP = Canned(hangs_up=True)
READ_AGAIN = ["get room", "delete room", "list recordings", "delete recording"]
SENT_ONCE = ["create room", "update room", "create theme", "update theme", "finalize logos"]


def limited(**headers: str) -> Canned:
    return Canned.json({"message": "slow down"}, status=429, **headers)


def http_date(moment: datetime) -> str:
    return format_datetime(moment, usegmt=True)


@pytest.mark.parametrize("call", READ_AGAIN)
@pytest.mark.parametrize("failure", [FAULT, HANGS_UP], ids=["fault", "hangs up"])
def test_it_repeats_an_idempotent_call(
    api: CannedServer, client: MeetingsClient, call: str, failure: Canned
) -> None:
    api.will_answer(failure, Canned(status=500), failure, FAULT, ROOM)

    with pytest.raises(MeetingsApiError):
        CALLS[call](client)

    assert len(api.requests) == 4


@pytest.mark.parametrize("call", SENT_ONCE)
@pytest.mark.parametrize("failure", [FAULT, HANGS_UP], ids=["fault", "hangs up"])
def test_it_never_repeats_what_may_have_happened(
    api: CannedServer, client: MeetingsClient, call: str, failure: Canned
) -> None:
    api.will_answer(failure, ROOM)

    with pytest.raises(MeetingsApiError) as caught:
        CALLS[call](client)

    assert caught.value.may_have_happened
    assert len(api.requests) == 1


@pytest.mark.parametrize("call", ["get room", "create room", "update room"])
def test_it_repeats_any_call_after_429(
    api: CannedServer, client: MeetingsClient, times: Times, call: str
) -> None:
    api.will_answer(limited(Retry_After="7"), ROOM)

    room = CALLS[call](client)

    assert room.id == "room-7"
    assert times.sleeps == [7]


def test_it_measures_a_date_by_the_clock_of_the_api(
    api: CannedServer, client: MeetingsClient, times: Times
) -> None:
    now = datetime(2031, 5, 6, 7, 8, 9, tzinfo=UTC)
    headers = {"Date": http_date(now), "Retry-After": http_date(now + timedelta(seconds=12))}
    api.will_answer(Canned(429, b"{}", headers), ROOM)

    client.rooms.get("room-7")

    assert times.sleeps == [12]


def test_it_measures_a_date_by_its_own_clock_when_the_api_tells_none(
    api: CannedServer, client: MeetingsClient, times: Times
) -> None:
    api.will_answer(limited(Retry_After=http_date(datetime(2001, 1, 1, tzinfo=UTC))), ROOM)

    client.rooms.get("room-7")

    assert times.sleeps == [0]


def test_it_leaves_a_wait_until_a_far_day_to_its_caller(
    api: CannedServer, client: MeetingsClient
) -> None:
    api.will_answer(limited(Retry_After=http_date(datetime(2999, 1, 1, tzinfo=UTC))), ROOM)

    with pytest.raises(RateLimited) as caught:
        client.rooms.get("room-7")

    assert caught.value.retry_after > timedelta(days=365).total_seconds()


@pytest.mark.parametrize(
    "garbage", ["soon", "-3", "1.5e", "", "Thu, 99 Foo 2020 25:00:00 GMT", "٣", "NaN"]
)
def test_it_backs_off_by_itself_when_retry_after_is_garbage(
    api: CannedServer, client: MeetingsClient, times: Times, garbage: str
) -> None:
    api.will_answer(Canned(429, b"", {"Retry-After": garbage.encode().decode("latin-1")}), ROOM)

    client.rooms.get("room-7")

    assert 0.25 <= times.sleeps[0] <= 0.5


@pytest.mark.parametrize("status", [429, 503])
def test_it_leaves_a_long_wait_to_its_caller(
    api: CannedServer, client: MeetingsClient, times: Times, status: int
) -> None:
    api.will_answer(Canned(status, b"{}", {"Retry-After": "100000"}), ROOM)

    with pytest.raises((RateLimited, ServerError)) as caught:
        client.rooms.get("room-7")

    assert caught.value.retry_after == 100_000
    assert times.sleeps == []


def test_it_gives_up_after_so_many_repeats(
    api: CannedServer, new_client: Callable[..., MeetingsClient]
) -> None:
    api.will_answer(limited(Retry_After="1"))

    with pytest.raises(RateLimited):
        new_client(retries=RetryPolicy(total=5)).rooms.get("room-7")

    assert len(api.requests) == 6


def test_it_does_not_begin_a_wait_that_would_pass_the_deadline(
    api: CannedServer, new_client: Callable[..., MeetingsClient], times: Times
) -> None:
    api.will_answer(limited(Retry_After="9"))

    with pytest.raises(RateLimited):
        new_client(deadline=20).rooms.get("room-7")

    assert times.sleeps == [9, 9]


def test_a_room_already_deleted_by_an_earlier_attempt_counts_as_deleted(
    api: CannedServer, client: MeetingsClient
) -> None:
    api.will_answer(HANGS_UP, GONE)

    client.rooms.delete("room-7")

    assert [seen.method for seen in api.requests] == ["DELETE", "DELETE"]


def test_a_room_that_was_never_there_is_not_found(
    api: CannedServer, client: MeetingsClient
) -> None:
    api.will_answer(GONE)

    with pytest.raises(NotFound):
        client.rooms.delete("room-7")


def test_a_wait_for_a_turn_does_not_make_a_missing_room_deleted(
    api: CannedServer, client: MeetingsClient
) -> None:
    api.will_answer(limited(Retry_After="1"), GONE)

    with pytest.raises(NotFound):
        client.rooms.delete("room-7")


@pytest.mark.parametrize("call", ["get room", "create room", "update room"])
def test_it_tries_again_when_nobody_listens(
    new_client: Callable[..., MeetingsClient], closed_port: int, times: Times, call: str
) -> None:
    client = new_client(
        base_url=f"http://127.0.0.1:{closed_port}/beta", retries=RetryPolicy(total=2)
    )

    with pytest.raises(Unreachable) as caught:
        CALLS[call](client)

    assert not caught.value.may_have_happened
    assert len(times.sleeps) == 2


@settings(deadline=None)
@given(failures=st.integers(0, 40))
def test_it_waits_longer_each_time_up_to_a_limit(failures: int) -> None:
    policy = RetryPolicy(total=100, backoff=0.5, backoff_max=8)

    wait = policy.wait_after(RateLimited(), failures)

    longest = min(8, 0.5 * 2**failures)
    assert wait is not None
    assert longest / 2 <= wait <= longest
