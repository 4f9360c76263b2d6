from __future__ import annotations

import pytest
from django.core.signals import request_finished

from rooms.models import Room
from tests.support.tokens import script_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/", 404),
        ("/api/v1/nothing/", 404),
        ("/api/v1/rooms/no-such-room/", 404),
        ("/api/v1/rooms/%00/", 404),
        ("/api/v1/callbacks/0/", 422),
        ("/api/v1/callbacks/9223372036854775807/", 404),
        ("/api/v1/callbacks/9223372036854775808/", 422),
        ("/api/v1/callbacks/one/", 422),
        ("/api/v1/rooms/?limit=0", 422),
        ("/api/v1/rooms/?limit=201", 422),
        ("/api/v1/rooms/?state=sideways", 422),
        ("/api/v1/rooms/?stat=live", 422),
        ("/api/v1/rooms/?cursor=rubbish", 422),
        ("/api/v1/rooms/?q=%00", 422),
        ("/api/v1/recordings/?until=0", 422),
        ("/api/v1/callbacks/?until=0.5", 422),
        ("/api/v1/recordings/?since=0001-01-01", 422),
        ("/api/v1/recordings/?longer=9999999999999999999999", 422),
        ("/api/v1/callbacks/?since=2026-01-01T00:00:00", 422),
        ("/api/v1/callbacks/?since=0001-01-01T00:00:00%2B05:00", 422),
        ("/api/v1/callbacks/?until=9999-12-31T23:59:59-05:00", 422),
    ],
)
def test_what_cannot_be_answered_is_a_problem(alice, path, status):
    answer = script_of(alice).get(path)

    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    problem = answer.json()
    assert problem["status"] == status
    assert problem["detail"]
    assert bool(problem["errors"]) == (status == 422)


def test_each_value_that_cannot_be_used_is_named(alice):
    errors = script_of(alice).get("/api/v1/rooms/?limit=0&state=x").json()["errors"]

    assert {error["where"] for error in errors} == {"query.limit", "query.state"}


def test_a_method_that_there_is_not_says_which_there_are(alice):
    answer = script_of(alice).put("/api/v1/rooms/r-1/")

    assert answer.status_code == 405
    assert set(answer["Allow"].split(", ")) == {"GET", "PATCH"}
    assert answer.json()["title"] == "Method Not Allowed"


def test_a_request_is_over_once(alice, monkeypatch):
    ends = []
    script = script_of(alice)
    monkeypatch.setattr(request_finished, "send", lambda **about: ends.append(about))
    script.put("/api/v1/rooms/r-1/")

    assert len(ends) == 1


def test_what_breaks_is_a_problem_and_in_the_log(alice, monkeypatch, caplog):
    monkeypatch.setattr("api.rooms.rooms_for", lambda user: 1 / 0)

    answer = script_of(alice).get("/api/v1/rooms/")

    assert (answer.status_code, answer.json()["status"]) == (500, 500)
    assert "ZeroDivisionError" in caplog.text
    assert "ZeroDivisionError" not in answer.text


def test_a_cursor_of_another_order_is_refused(alice):
    Room.objects.bulk_create(Room(remote_id=f"r-{n}") for n in range(3))
    script = script_of(alice)
    following = script.get("/api/v1/rooms/?limit=1").json()["next"]

    answer = script.get(following + "&sort=-name")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["where"] == "query.cursor"


def test_answers_are_kept_nowhere(alice):
    assert script_of(alice).get("/api/v1/rooms/")["Cache-Control"] == "no-store"


def test_it_speaks_english_whatever_a_browser_asks_for(alice):
    answer = script_of(alice).get("/api/v1/recordings/?since=0001-01-01", HTTP_ACCEPT_LANGUAGE="de")

    assert answer.json()["errors"][0]["message"] == "That is not a year in which anybody records."
