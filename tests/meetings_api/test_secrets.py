"""What must not be read in logs and on pages is not in them, even if the API repeats it."""

from __future__ import annotations

import logging
import pickle
import traceback
from collections.abc import Callable

import pytest

from meetings_api import BasicAuth, MeetingsApiError, MeetingsClient, Misconfigured
from meetings_api.wording import one_line
from tests.meetings_api.canned import Canned, CannedServer

ECHOES = [
    "you sent Basic a2V5OmNhbmFyeS1zZWNyZXQ=",
    "you sent authorization: bearer eyJhbGciOiJub25lIn0.eyJjYW5hcnkiOjF9.canary",
    "token eyJhbGciOiJub25lIn0.eyJjYW5hcnkiOjF9.canary is stale",
    "see https://media/x.mp4?Signature=canary&x-amz-security-token=canary",
    "see https://meet/?room_token=1&participant_token=canary",
]


@pytest.mark.parametrize("echo", ECHOES)
def test_it_hides_what_the_api_repeats(
    api: CannedServer,
    client: MeetingsClient,
    caplog: pytest.LogCaptureFixture,
    echo: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    body = {"message": echo, "name": echo, "errors": [echo]}
    api.will_answer(Canned.json(body, status=500), Canned.json(body, status=400))

    with pytest.raises(MeetingsApiError) as caught:
        client.rooms.get("room-7")

    told = f"{caught.value!r} {caught.value} {caught.value.user_message} {caplog.text}"
    assert "[hidden]" in told
    assert "canary" not in told
    assert "a2V5OmNhbmFyeS1zZWNyZXQ" not in told


@pytest.mark.parametrize("answer", [Canned(hangs_up=True), Canned(401, b"{}"), Canned(200, b"{")])
def test_it_leaves_no_secret_in_a_traceback_or_a_log(
    api: CannedServer, client: MeetingsClient, caplog: pytest.LogCaptureFixture, answer: Canned
) -> None:
    caplog.set_level(logging.DEBUG)
    api.will_answer(answer)

    with pytest.raises(MeetingsApiError) as caught:
        client.rooms.get("room-7")

    told = "".join(traceback.format_exception(caught.value)) + caplog.text
    sent = api.requests[0].headers["Authorization"]
    assert sent not in told
    assert "canary" not in told


def test_it_shows_no_secret_of_its_own(client: MeetingsClient) -> None:
    shown = f"{client!r} {BasicAuth('key', 'canary')!r} {vars(client)!r}"

    assert "canary" not in shown


def test_it_logs_each_repeat_on_one_line(
    api: CannedServer, client: MeetingsClient, caplog: pytest.LogCaptureFixture
) -> None:
    api.will_answer(
        Canned.json({"message": "line one\r\nINFO forged\x1b[2J"}, status=500),
        Canned.json({"id": "room-7", "display_name": "Room 7"}),
    )

    client.rooms.get("room-7")

    [line] = [record.getMessage() for record in caplog.records if record.name == "meetings_api"]
    assert line.startswith("GET /rooms/room-7 answered 500: line one INFO forged [2J; sending")


def test_it_keeps_lines_short() -> None:
    assert len(one_line("x" * 10_000)) == 400


@pytest.mark.parametrize(
    "address",
    [
        "",
        "api.example.org/v1/meetings",
        "ftp://api.example.org",
        "http://",
        "http://[::1",
        "http://host:99999",
        "http://host:0",
        "https://user:canary@host/v1",
        "https://host/v1?token=canary",
        "https://host/v1#canary",
    ],
)
def test_it_refuses_an_address_it_cannot_use(address: str) -> None:
    with pytest.raises(Misconfigured) as caught:
        MeetingsClient(address, BasicAuth("key", "secret"))

    assert "canary" not in str(caught.value)


def test_an_error_survives_the_way_between_processes(
    api: CannedServer, new_client: Callable[..., MeetingsClient]
) -> None:
    api.will_answer(Canned.json({"message": '"type" must be text', "name": "X"}, status=400))
    with pytest.raises(MeetingsApiError) as caught:
        new_client().rooms.get("room-7")

    copy = pickle.loads(pickle.dumps(caught.value))  # noqa: S301

    assert vars(copy) == vars(caught.value)
    assert str(copy) == str(caught.value)
