from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.paging import PAGE_SIZE
from tests.support.callbacks import post
from tests.support.markup import is_only_text
from tests.support.meetings import SCRIPT, begin_session, end_session, join, name_room, record, tell
from tests.support.polling import poll, poll_until_unchanged
from tests.support.queries import count_queries
from webhooks.models import Callback, CallbackState

pytestmark = pytest.mark.django_db
URL = reverse("callbacks:list")


def listed(client, **query: str) -> list[str]:
    return [row.event for row in client.get(URL, query).context["board"].page.rows]


def test_it_lists_what_was_received_newest_first(alice_client):
    begin_session()
    join("Ada")

    assert listed(alice_client) == ["session:participant:joined", "session:started"]


def test_it_names_the_person_and_the_room(alice_client):
    name_room("Board room")
    join("Ada Obi")

    text = alice_client.get(URL).text

    assert "Ada Obi" in text
    assert "Board room" in text


def test_it_lists_what_was_no_callback_at_all(alice_client):
    post("nonsense")

    response = alice_client.get(URL, {"kind": "unknown"})

    assert len(response.context["board"].page.rows) == 1
    assert "The body is not JSON" in response.text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({"kind": "session:started"}, ["session:started"]),
        ({"kind": "unknown"}, ["theme:changed"]),
        ({"state": "ignored"}, ["theme:changed"]),
        ({"state": "dead"}, ["session:ended"]),
        ({"state": "broken"}, ["session:ended"]),
        ({"room": "r-1"}, ["session:started"]),
        ({"session": "s-9"}, ["recording:started"]),
        ({"recording": "rec-1"}, ["recording:started"]),
        ({"q": "s-1"}, ["session:started"]),
        ({"q": "rec-1"}, ["recording:started"]),
        ({"q": "s-1", "room": "r-2"}, []),
    ],
)
def test_it_narrows(alice_client, query, shown):
    begin_session()
    record("rec-1", "s-9")
    tell("session:ended")
    tell("theme:changed")

    assert listed(alice_client, **query) == shown


@pytest.mark.parametrize("is_late", [False, True])
def test_callbacks_of_a_room_are_those_of_its_sessions_too(alice_client, is_late):
    for step in (begin_session, record)[:: -1 if is_late else 1]:
        step()
    record("rec-elsewhere", "s-elsewhere")

    assert set(listed(alice_client, room="r-1")) == {"session:started", "recording:started"}
    assert len(listed(alice_client, room="r-1")) == 2


def test_it_narrows_to_a_stretch_of_time(alice_client, settings):
    settings.TIME_ZONE = "UTC"
    begin_session()
    record()
    Callback.objects.filter(event="session:started").update(
        received_at=timezone.now() - timedelta(days=3)
    )
    day_ago = f"{timezone.now() - timedelta(days=1):%Y-%m-%dT%H:%M}"

    assert listed(alice_client, since=day_ago) == ["recording:started"]
    assert listed(alice_client, until=day_ago) == ["session:started"]


def test_it_says_which_part_of_the_address_makes_no_sense(alice_client):
    begin_session()

    response = alice_client.get(URL, {"since": "yesterday-ish", "kind": "session:eaten"})

    assert response.context["board"].page.rows
    assert "Enter a valid date/time" in response.text
    assert "session:eaten is not one of the available choices" in response.text


def test_it_pages_without_a_gap(alice_client):
    for number in range(PAGE_SIZE + 3):
        tell("theme:changed", number=number)
    first = alice_client.get(URL).context["board"].page

    second = alice_client.get(URL, {"cursor": first.next_cursor}).context["board"].page

    keys = [row.pk for row in [*first.rows, *second.rows]]
    assert keys == sorted(set(keys), reverse=True)
    assert len(keys) == PAGE_SIZE + 3


def received(event: str, **ago: float) -> None:
    Callback.objects.filter(event=event).update(received_at=timezone.now() - timedelta(**ago))


def test_it_draws_what_came_in_each_hour(alice_client):
    begin_session()
    record()
    tell("theme:changed")
    received("session:started", hours=3)
    received("theme:changed", days=3)

    board = alice_client.get(URL).context["board"]

    hours = [hour.count for hour in board.rates.hours]
    assert (hours[-1], hours[-4], sum(hours)) == (1, 1, 2)
    assert [bar.x for bar in board.rates.bars] == [20 * 5, 23 * 5]


def test_it_says_when_a_session_is_live_and_nothing_comes(alice_client):
    begin_session()
    received("session:started", minutes=61)

    text = alice_client.get(URL).text

    assert "no callback has come since" in text
    assert "CALLBACK_TOKENS" in text
    assert "canary-token-one" not in text


@pytest.mark.parametrize("minutes", [0, 62])
def test_it_is_told_how_long_a_silence_may_be(alice_client, settings, minutes):
    settings.CALLBACK_SILENCE_MINUTES = minutes
    begin_session()
    received("session:started", minutes=61)

    assert "no callback has come since" not in alice_client.get(URL).text


def test_silence_while_nobody_meets_is_no_trouble(alice_client):
    begin_session()
    end_session()
    Callback.objects.update(received_at=timezone.now() - timedelta(days=3))

    assert "no callback has come since" not in alice_client.get(URL).text


def test_dead_ones_are_on_top_of_every_page(alice_client):
    tell("session:ended")
    for number in range(PAGE_SIZE + 1):
        tell("theme:changed", number=number)
    second = alice_client.get(URL).context["board"].page.next_cursor

    for query in ({}, {"cursor": second}, {"kind": "session:started"}):
        text = alice_client.get(URL, query).text
        assert "1 callback failed for good." in text
        assert "/callbacks/replay-all/?state=dead" in text


def test_it_says_which_were_replayed(alice_client):
    begin_session()
    assert "Replayed" not in alice_client.get(URL).text

    Callback.objects.update(replayed_at=timezone.now())

    assert "Replayed" in alice_client.get(URL).text


def test_it_is_paused_by_its_address(alice_client):
    begin_session()

    assert "data-live-paused" not in alice_client.get(URL).text
    assert "data-live-paused" in alice_client.get(URL, {"live": "off"}).text


def test_bob_is_offered_no_replay(bob_client):
    tell("session:ended")

    text = bob_client.get(URL, {"state": "dead"}).text

    assert "failed for good" in text
    assert "/replay" not in text
    assert 'type="checkbox"' not in text


def test_it_never_shows_the_token(alice_client):
    begin_session()

    text = alice_client.get(URL).text

    assert "canary-token-one" not in text
    assert "/hooks/***/" in text


def test_it_escapes_hostile_names_and_events(alice_client):
    name_room(SCRIPT)
    join(SCRIPT)
    tell(SCRIPT)

    assert is_only_text(alice_client.get(URL).text, SCRIPT)


@pytest.mark.parametrize("name", [None, 7, ["Ada"], {"first": "Ada"}, "A" * 50_000])
def test_it_bears_any_kind_of_name(alice_client, name):
    tell("session:participant:joined", session_id="s", participant_id="p", name=name)

    assert alice_client.get(URL).status_code == 200


def test_it_tells_nothing_yet_from_no_match(alice_client):
    assert "No callbacks yet" in alice_client.get(URL).text
    assert "No callback matches" in alice_client.get(URL, {"q": "zebra"}).text


def test_a_poll_brings_a_new_callback(alice_client):
    begin_session()
    etag = poll(alice_client, URL)["ETag"]
    join("Ada Obi")

    response = poll(alice_client, URL, etag=etag)

    assert response.status_code == 200
    assert "Ada Obi" in response.text


def test_a_poll_sees_a_change_of_state(alice_client):
    begin_session()
    etag = poll(alice_client, URL)["ETag"]
    Callback.objects.update(state=CallbackState.FAILED)

    assert poll(alice_client, URL, etag=etag).status_code == 200


def test_a_poll_with_nothing_new_is_answered_304(alice_client):
    begin_session()

    assert poll_until_unchanged(alice_client, URL).content == b""


def test_a_poll_with_nothing_new_costs_one_query(alice_client, django_assert_num_queries):
    begin_session()
    etag = poll(alice_client, URL)["ETag"]

    with django_assert_num_queries(3):  # Django's session, the user, and ours
        poll(alice_client, URL, etag=etag)


def test_it_costs_the_same_with_many_callbacks(alice_client):
    begin_session()
    few = count_queries(lambda: alice_client.get(URL))
    for number in range(20):
        begin_session(f"s-{number}", f"r-{number}")

    assert count_queries(lambda: alice_client.get(URL)) == few <= 10


def test_bob_may_look(bob_client):
    response = bob_client.get(URL)

    assert response.status_code == 200
    assert reverse("callbacks:receiver") not in response.text


def test_charlie_may_not_look(charlie_client):
    assert charlie_client.get(URL).status_code == 403
    assert poll(charlie_client, URL).status_code == 403


def test_it_is_only_to_be_read(alice_client):
    assert alice_client.post(URL).status_code == 405


@pytest.mark.parametrize(
    "query", [{"kind": "theme"}, {"kind": "unknown"}, {"since": "2020-01-01T00:00"}]
)
def test_it_pages_without_a_gap_in_any_order_of_an_index(alice_client, query):
    for number in range(PAGE_SIZE + 3):
        tell("theme:changed", number=number)
    first = alice_client.get(URL, query).context["board"].page

    second = alice_client.get(URL, {**query, "cursor": first.next_cursor}).context["board"].page

    keys = [row.pk for row in [*first.rows, *second.rows]]
    assert keys == sorted(set(keys), reverse=True)
    assert len(keys) == PAGE_SIZE + 3


def test_a_whole_page_costs_five_queries(alice_client, django_assert_num_queries):
    begin_session()
    record()

    with django_assert_num_queries(2 + 5):  # Django's session and the user, then ours
        alice_client.get(URL)


def test_a_poll_with_something_new_costs_less(alice_client, django_assert_max_num_queries):
    begin_session()

    with django_assert_max_num_queries(8):
        poll(alice_client, URL)
