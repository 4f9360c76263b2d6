from __future__ import annotations

import pytest

from accounts.models import BuiltIn, NamesShown
from accounts.roles import built_in_role
from tests.support.meetings import begin_session, end_session, join, leave, name_room
from tests.support.queries import count_queries
from tests.support.tokens import script_of

pytestmark = pytest.mark.django_db
URL = "/api/v1/sessions/"


@pytest.fixture
def session() -> None:
    name_room("Board room")
    begin_session()
    join("Ada Lovelace", is_host=True)
    join("Bob")
    leave("Bob")


def ids(answer) -> list[str]:
    return [item["id"] for item in answer.json()["items"]]


@pytest.mark.usefixtures("session")
def test_it_tells_who_was_there(alice):
    told = script_of(alice).get(f"{URL}s-1/").json()

    assert (told["room"], told["state"]) == ({"id": "r-1", "name": "Board room"}, "live")
    assert [(who["name"], who["is_host"]) for who in told["participants"]] == [
        ("Ada Lovelace", True),
        ("Bob", False),
    ]
    assert [who["stays"][0]["is_open"] for who in told["participants"]] == [True, False]


@pytest.mark.usefixtures("session")
@pytest.mark.parametrize(
    ("shown", "name"),
    [
        (NamesShown.FULL, "Ada Lovelace"),
        (NamesShown.INITIALS, "A. L."),
        (NamesShown.HIDDEN, "Person "),
    ],
)
def test_of_names_it_tells_what_ones_roles_show(charlie, shown, name):
    role = built_in_role(BuiltIn.VIEWER)
    role.names_shown = shown
    role.save()
    charlie.groups.add(role.group)
    answer = script_of(charlie).get(f"{URL}s-1/")

    assert answer.json()["participants"][0]["name"].startswith(name)
    assert answer.json()["names_shown"] == shown


def test_it_filters_as_the_page_does(alice):
    begin_session("s-1", "r-1", ago=50)
    end_session("s-2", "r-2")
    begin_session("s-3", "r-2", ago=10)
    script = script_of(alice)

    assert ids(script.get(URL)) == ["s-3", "s-2", "s-1"]
    assert ids(script.get(f"{URL}?state=ended")) == ["s-2"]
    assert ids(script.get(f"{URL}?room=r-2&limit=1")) == ["s-3"]


def test_a_page_costs_the_same_however_many_sessions_are_on_it(alice):
    script = script_of(alice)
    begin_session()
    script.get(URL)
    one = count_queries(lambda: script.get(URL))
    for number in range(5):
        begin_session(f"more-{number}", f"room-{number}")

    assert count_queries(lambda: script.get(URL)) == one <= 4


@pytest.mark.usefixtures("session")
def test_a_session_costs_the_same_however_many_were_there(alice):
    script = script_of(alice)
    few = count_queries(lambda: script.get(f"{URL}s-1/"))
    for number in range(5):
        join(f"Person {number}")

    assert count_queries(lambda: script.get(f"{URL}s-1/")) == few <= 6
