from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.paging import PAGE_SIZE
from tests.support.callbacks import post
from tests.support.meetings import SCRIPT, begin_session, join, name_room, record, tell
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


def test_it_says_how_the_source_is_doing(alice_client):
    begin_session()
    record()
    Callback.objects.filter(event="session:started").update(
        received_at=timezone.now() - timedelta(hours=2)
    )

    health = alice_client.get(URL).context["board"].health

    assert health.last_hour == 1
    assert not health.is_quiet


def test_it_says_when_nothing_has_come_for_long(alice_client):
    begin_session()
    Callback.objects.update(received_at=timezone.now() - timedelta(days=2))

    assert "Quiet for over a day" in alice_client.get(URL).text


def test_it_never_shows_the_token(alice_client):
    begin_session()

    text = alice_client.get(URL).text

    assert "canary-token-one" not in text
    assert "/hooks/***/" in text


def test_it_escapes_hostile_names_and_events(alice_client):
    name_room(SCRIPT)
    join(SCRIPT)
    tell(SCRIPT)

    assert SCRIPT not in alice_client.get(URL).text


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
