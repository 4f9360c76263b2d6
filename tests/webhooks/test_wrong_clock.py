"""A clock that is wrong has every signed callback refused: the page and the log say so."""

from __future__ import annotations

import time
from types import SimpleNamespace

import pytest

from core.clock import clock_error, clock_seen
from rooms.walks import rooms_walk
from tests.support.signatures import SECRET

pytestmark = pytest.mark.django_db


@pytest.fixture
def signatures(settings) -> None:
    settings.CALLBACK_SIGNATURE_SECRETS = [SECRET]


def notice(client) -> str:
    return client.get("/callbacks/").text.partition("clock of this machine")[2][:60]


@pytest.mark.usefixtures("signatures", "meetings_server")
def test_an_answer_of_the_api_gives_it_away(alice_client, monkeypatch, caplog):
    elsewhen = SimpleNamespace(time=lambda: time.time() + 600)
    monkeypatch.setattr("meetings_api.transport.time", elsewhen)
    rooms_walk()

    assert "is 10 min" in alice_client.get("/callbacks/").text
    assert "The clock here is +60" in caplog.text


@pytest.mark.usefixtures("signatures")
@pytest.mark.parametrize(("seconds", "words"), [(600, "ahead of"), (-600, "behind")])
def test_it_says_which_way(alice_client, seconds, words):
    clock_seen(seconds)

    assert f"is 10 min 00 s {words}" in notice(alice_client)


def test_without_signatures_nobody_need_know(alice_client):
    clock_seen(600)

    assert not notice(alice_client)


@pytest.mark.usefixtures("signatures")
def test_once_it_is_right_again_nothing_is_said(alice_client):
    clock_seen(600)
    clock_seen(0)

    assert not notice(alice_client)


@pytest.mark.parametrize("seconds", [0, 59, -59])
def test_a_little_is_no_matter(seconds):
    clock_seen(seconds)

    assert clock_error() is None


def test_it_is_put_down_once_a_minute(caplog):
    for _ in range(5):
        clock_seen(600)

    assert caplog.text.count("ahead of that of the API") == 1


def test_while_it_is_right_nothing_is_asked_or_written(django_assert_num_queries):
    with django_assert_num_queries(0):
        clock_seen(0)
