from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from rooms.models import MeetingSession
from tests.rooms.conftest import SCRIPT
from tests.rooms.pages import text_of
from tests.support.meetings import begin_session
from tests.support.queries import count_queries

URL = "/rooms/"


def names(response):
    return [room.display_name for room in response.context["page"].rows]


def soon():
    return timezone.now() + timedelta(days=2)


def past():
    return timezone.now() - timedelta(days=2)


def test_it_lists_the_rooms_by_name(alice_client, cached_room):
    cached_room("Studio")
    cached_room("Board room")

    response = alice_client.get(URL)

    assert names(response) == ["Board room", "Studio"]


def test_it_is_open_to_who_may_only_look(bob_client, cached_room):
    cached_room()

    response = bob_client.get(URL)

    assert names(response) == ["Board room"]
    assert "New room" not in text_of(response)
    assert "Delete" not in text_of(response)


def test_it_is_closed_without_the_permission(charlie_client):
    assert charlie_client.get(URL).status_code == 403


@pytest.mark.parametrize("text", ["oard", "697 975 707", "team=4", "id-1"])
def test_it_finds_by_name_code_metadata_and_id(alice_client, cached_room, text):
    cached_room(metadata="team=42")
    cached_room("Studio", meeting_code="111222333")

    response = alice_client.get(URL, {"q": text})

    assert names(response) == ["Board room"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param({}, ["Expired", "Live", "Open", "Soon"], id="all but gone"),
        pytest.param({"state": "live"}, ["Live"], id="live"),
        pytest.param({"state": "open"}, ["Open", "Soon"], id="open"),
        pytest.param({"state": "expired"}, ["Expired"], id="expired"),
        pytest.param({"state": "gone"}, ["Gone"], id="gone"),
        pytest.param({"view": "expiring"}, ["Soon"], id="expiring in 7 days"),
        pytest.param({"view": "unused"}, ["Expired", "Open", "Soon"], id="never used"),
        pytest.param({"view": "unused", "state": "expired"}, ["Expired"], id="both"),
        pytest.param({"type": "instant"}, ["Open"], id="type"),
    ],
)
def test_it_narrows_to(alice_client, cached_room, query, expected):
    cached_room("Open", type="instant")
    cached_room("Soon", expires_at=soon())
    cached_room("Expired", expires_at=past())
    cached_room("Gone", gone_at=past())
    MeetingSession.objects.create(remote_id="s-1", room=cached_room("Live"))

    assert names(alice_client.get(URL, query)) == expected


def test_it_counts_each_ready_made_view(alice_client, cached_room):
    cached_room("Soon", expires_at=soon())
    cached_room("Gone", gone_at=past())
    MeetingSession.objects.create(remote_id="s-1", room=cached_room("Live"))

    counts = {tab.label: tab.count for tab in alice_client.get(URL).context["tabs"]}

    assert counts == {
        "All": "2",
        "Live now": "1",
        "Expiring in 7 days": "1",
        "Never used": "1",
        "Expired": "0",
        "Gone": "1",
    }


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("name", ["A", "B", "C"]),
        ("-name", ["C", "B", "A"]),
        ("expires", ["B", "A", "C"]),
        ("-created", ["A", "C", "B"]),
    ],
)
def test_it_sorts_by(alice_client, cached_room, sort, expected):
    now = timezone.now()
    cached_room("A", created_at=now)
    cached_room("B", created_at=now - timedelta(days=2), expires_at=soon())
    cached_room("C", created_at=now - timedelta(days=1), expires_at=None)

    assert names(alice_client.get(URL, {"sort": sort})) == expected


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("-last_session", ["Today", "Yesterday", "Never B", "Never A"]),
        ("last_session", ["Never A", "Never B", "Yesterday", "Today"]),
    ],
)
def test_it_sorts_by_the_last_session(alice_client, cached_room, sort, expected):
    for name in ("Today", "Never A", "Yesterday", "Never B"):
        cached_room(name, remote_id=name)
    begin_session("s-1", "Today", ago=60)
    begin_session("s-2", "Yesterday", ago=60 * 24)

    assert names(alice_client.get(URL, {"sort": sort})) == expected


def test_its_head_for_the_last_session_asks_for_the_newest_first(alice_client, cached_room):
    cached_room()

    assert "?sort=-last_session" in alice_client.get(URL).content.decode()
    assert "?sort=last_session" in alice_client.get(URL, {"sort": "-last_session"}).content.decode()


@pytest.mark.parametrize("sort", ["last_session", "-last_session"])
def test_it_pages_once_through_rooms_whose_last_sessions_tie(alice_client, cached_room, sort):
    moment = timezone.now()
    for number in range(120):
        used = moment if number % 3 == 0 else None
        cached_room(f"Room {number:03}", remote_id=f"r-{number}", last_session_at=used)

    forth = all_pages(alice_client, sort)

    assert sorted(forth) == [f"Room {number:03}" for number in range(120)]
    assert all_pages(alice_client, sort.removeprefix("-")) == (
        forth[::-1] if sort.startswith("-") else forth
    )


def all_pages(client, sort):
    seen, cursor = [], ""
    while cursor is not None:
        page = client.get(URL, {"cursor": cursor, "sort": sort}).context["page"]
        seen += [room.display_name for room in page.rows]
        cursor = page.next_cursor
    return seen


def test_it_pages_through_all_rooms_once(alice_client, cached_room):
    for number in range(120):
        cached_room(f"Room {number:03}")

    seen, cursor = [], ""
    while cursor is not None:
        page = alice_client.get(URL, {"cursor": cursor}).context["page"]
        seen += [room.display_name for room in page.rows]
        cursor = page.next_cursor

    assert seen == [f"Room {number:03}" for number in range(120)]


def test_its_filters_are_chips_that_can_be_taken_off(alice_client, cached_room):
    response = alice_client.get(URL, {"q": "board", "type": "instant", "sort": "-name"})

    assert [chip.query for chip in response.context["filters"].chips] == [
        "?type=instant&sort=-name",
        "?q=board&sort=-name",
    ]


@pytest.mark.parametrize(
    "query",
    [{"q": "x" * 201}, {"q": "a\x00b"}, {"type": "huge"}, {"state": "x"}, {"view": "x"}],
)
def test_it_leaves_out_a_filter_that_makes_no_sense(alice_client, cached_room, query):
    cached_room()

    response = alice_client.get(URL, query)

    assert names(response) == ["Board room"]
    assert "was left out" in text_of(response)


@pytest.mark.parametrize("query", [{"cursor": "forged"}, {"sort": "password"}])
def test_it_takes_no_harm_from_a_forged_address(alice_client, cached_room, query):
    cached_room()

    assert names(alice_client.get(URL, query)) == ["Board room"]


def test_it_says_that_there_is_nothing_yet(alice_client):
    assert "No rooms yet" in text_of(alice_client.get(URL))


def test_it_says_that_nothing_matches(alice_client, cached_room):
    cached_room()

    assert "No room matches" in text_of(alice_client.get(URL, {"q": "zebra"}))


def test_it_shows_hostile_names_as_text(alice_client, cached_room):
    cached_room(SCRIPT, metadata=SCRIPT)

    response = alice_client.get(URL, {"q": SCRIPT})

    assert names(response) == [SCRIPT]
    assert SCRIPT.encode() not in response.content


def test_it_links_only_to_web_addresses(alice_client, cached_room):
    cached_room(payload={"_links": {"guest_url": {"href": "javascript:alert(1)"}}})

    assert b"javascript:" not in alice_client.get(URL).content


def test_it_offers_no_deletion_that_the_api_cannot_do(alice_client, cached_room, v1_api):
    cached_room()

    assert "/delete/" not in text_of(alice_client.get(URL))


def test_it_never_asks_the_api(alice_client, cached_room, unreachable_api):
    cached_room()

    assert alice_client.get(URL).status_code == 200


def test_its_number_of_queries_does_not_grow(alice_client, cached_room):
    cached_room()
    with_one = count_queries(lambda: alice_client.get(URL))
    for number in range(20):
        MeetingSession.objects.create(remote_id=f"s-{number}", room=cached_room(f"{number}"))

    assert count_queries(lambda: alice_client.get(URL)) == with_one
    assert with_one <= 8 + 2  # the session and the user


HTMX = {"HX-Request": "true"}


@pytest.mark.usefixtures("steady_clock")
def test_what_has_not_changed_is_not_sent_again(alice_client, cached_room):
    cached_room()
    first = alice_client.get(URL, headers=HTMX)

    again = alice_client.get(URL, headers=HTMX | {"If-None-Match": first["ETag"]})

    assert "Board room" in text_of(first)
    assert again.status_code == 304


@pytest.mark.usefixtures("steady_clock")
def test_an_idle_poll_costs_little(alice_client, cached_room):
    cached_room()
    etag = alice_client.get(URL, headers=HTMX)["ETag"]
    headers = HTMX | {"If-None-Match": etag}

    whole = count_queries(lambda: alice_client.get(URL))

    assert count_queries(lambda: alice_client.get(URL, headers=headers)) < whole / 2


@pytest.mark.parametrize("change", ["a room", "a session"])
def test_a_change_is_sent(alice_client, cached_room, change):
    room = cached_room()
    etag = alice_client.get(URL, headers=HTMX)["ETag"]
    if change == "a room":
        cached_room("Studio")
    else:
        MeetingSession.objects.create(remote_id="s-1", room=room)

    again = alice_client.get(URL, headers=HTMX | {"If-None-Match": etag})

    assert again.status_code == 200
    assert ("Studio" if change == "a room" else "Live") in text_of(again)


def test_a_later_page_does_not_move(alice_client, cached_room):
    for number in range(51):
        cached_room(f"Room {number:03}")
    cursor = alice_client.get(URL).context["page"].next_cursor

    assert "data-live=" not in text_of(alice_client.get(URL, {"cursor": cursor}))


def test_a_view_is_kept_and_shared(alice_client, bob_client, cached_room):
    cached_room()
    data = {"page": "rooms:list", "query": "type=instant&sort=-name", "name": "Instant ones"}
    alice_client.post("/saved-views/", data | {"is_shared": "on"})

    text = text_of(bob_client.get(URL))

    assert "Instant ones" in text
    assert "?type=instant&sort=-name" in text
