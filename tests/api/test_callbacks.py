from __future__ import annotations

import pytest

from core.models import AuditEntry
from tests.support.callbacks import post
from tests.support.meetings import begin_session, end_session, join, name_room
from tests.support.queries import count_queries
from tests.support.tokens import script_of
from webhooks.models import Callback

pytestmark = pytest.mark.django_db
URL = "/api/v1/callbacks/"


def test_it_tells_what_was_received_but_not_of_whom(alice):
    name_room("Board room")
    begin_session()
    join("Ada Lovelace")

    answer = script_of(alice).get(URL)
    newest = answer.json()["items"][0]
    assert (newest["kind"], newest["state"]) == ("session:participant:joined", "applied")
    assert (newest["room_id"], newest["session_id"]) == ("r-1", "s-1")
    assert newest == script_of(alice).get(f"{URL}{newest['id']}/").json()


def test_it_filters_as_the_page_does(alice):
    begin_session()
    end_session()
    script = script_of(alice)

    def found(query: str) -> list[str]:
        return [item["kind"] for item in script.get(f"{URL}?{query}").json()["items"]]

    assert found("kind=session:ended") == ["session:ended"]
    assert found("session=s-1&limit=1") == ["session:ended"]
    assert found("until=2020-01-01T00:00:00Z") == []
    assert found("since=2020-01-01T00:00:00%2B02:00&kind=session:started") == ["session:started"]


def test_following_next_meets_every_callback_once(alice):
    for number in range(5):
        begin_session(f"s-{number}")
    script, address, met = script_of(alice), f"{URL}?limit=2&kind=session:started", []
    while address:
        page = script.get(address).json()
        met += [item["session_id"] for item in page["items"]]
        address = page["next"]

    assert met == ["s-4", "s-3", "s-2", "s-1", "s-0"]


def test_a_page_costs_the_same_however_many_callbacks_are_on_it(alice):
    script = script_of(alice)
    begin_session()
    script.get(URL)
    one = count_queries(lambda: script.get(URL))
    for number in range(5):
        begin_session(f"more-{number}")

    assert count_queries(lambda: script.get(URL)) == one <= 4


def test_replaying_puts_it_in_line_and_is_on_record(alice):
    begin_session()
    callback = Callback.objects.get()

    answer = script_of(alice, "callbacks:replay").post(f"{URL}{callback.pk}/replay/")

    assert answer.status_code == 202
    assert answer.json()["replayed_at"] is not None
    assert AuditEntry.objects.get(action="callback.replay").token.startswith("nightly (")


def test_what_cannot_be_read_cannot_be_replayed(alice):
    post(b"{")

    answer = script_of(alice).post(f"{URL}{Callback.objects.get().pk}/replay/")

    assert answer.status_code == 409


def test_to_see_callbacks_is_not_to_replay_them(alice):
    begin_session()
    script = script_of(alice, "callbacks:read")

    assert script.post(f"{URL}{Callback.objects.get().pk}/replay/").status_code == 403
