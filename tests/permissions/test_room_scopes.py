from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import BuiltIn, RoomScope, ScopeKind, User
from accounts.roles import built_in_role
from accounts.sight import Sight
from jobs.models import Job
from rooms.models import Drift, Room
from rooms.scopes import within_scope
from tests.conftest import signed_in
from tests.support.meetings import begin_session, join, name_room, record
from webhooks.access import callbacks_within
from webhooks.models import Callback, ReplayRun

SECRET = "Secret board"


@pytest.fixture
def ward(db) -> User:
    """An administrator of the rooms of the ward, and of nothing else."""
    user = User.objects.create_user("ward")
    group = Group.objects.create(name="Ward")
    group.permissions.set(built_in_role(BuiltIn.ADMINISTRATOR).group.permissions.all())
    RoomScope.objects.create(group=group, kind=ScopeKind.NAME_PREFIX, text="Ward ")
    user.groups.add(group)
    return user


@pytest.fixture
def two_meetings(db) -> None:
    name_room("Ward 5", "r-in")
    name_room(SECRET, "r-out")
    for side in ("in", "out"):
        begin_session(f"s-{side}", f"r-{side}")
        join(f"Person {side}", f"s-{side}", f"r-{side}")
        record(f"rec-{side}", f"s-{side}")


def details(side: str) -> list[str]:
    session = f"s-{side}"
    callbacks = Callback.objects.filter(session_remote_id=session)
    return [
        *(reverse(f"rooms:{name}", args=[f"r-{side}"]) for name in ("detail", "edit", "delete")),
        reverse("trails:room", args=[f"r-{side}"]),
        reverse("sessions:detail", args=[session]),
        reverse("trails:session", args=[session]),
        *(
            reverse(f"recordings:{name}", args=[f"rec-{side}"])
            for name in ("detail", "media", "poster", "download", "purge", "hold")
        ),
        reverse("trails:recording", args=[f"rec-{side}"]),
        *(reverse("callbacks:detail", args=[callback.pk]) for callback in callbacks),
    ]


def changes() -> list[str]:
    callback = Callback.objects.filter(session_remote_id="s-out").first()
    return [
        *(
            reverse(f"rooms:{name}", args=["r-out"])
            for name in ("edit", "extend", "delete", "refresh", "host_link")
        ),
        *(
            reverse(f"recordings:{name}", args=["rec-out"])
            for name in ("archive", "delete", "restore", "purge", "hold", "release", "refresh")
        ),
        reverse("callbacks:replay", args=[callback.pk]),
    ]


@pytest.mark.usefixtures("two_meetings", "unreachable_api")
def test_no_address_leads_to_what_is_out_of_scope(ward):
    client = signed_in(ward)

    assert len(details("out")) > 14
    assert {path: client.get(path).status_code for path in details("out")} == dict.fromkeys(
        details("out"), 404
    )
    assert {path: client.post(path).status_code for path in changes()} == dict.fromkeys(
        changes(), 404
    )


@pytest.mark.usefixtures("two_meetings")
def test_what_is_in_scope_is_there(ward):
    client = signed_in(ward)

    for path in ("/rooms/r-in/", "/sessions/s-in/", "/recordings/rec-in/"):
        assert "Ward 5" in client.get(path).content.decode()


LISTS = [
    "/",
    "/rooms/",
    "/rooms/?q=secret",
    "/rooms/sync/drift/",
    "/sessions/",
    "/sessions/?q=Person",
    "/sessions/?room=r-out",
    "/recordings/",
    "/recordings/?room=r-out",
    "/recordings/trash/",
    "/callbacks/",
    "/callbacks/?room=r-out",
    "/callbacks/replay-all/?room=r-out",
    "/missing-recording/?q=secret",
    "/jobs/",
]


@pytest.mark.usefixtures("two_meetings")
@pytest.mark.parametrize("path", LISTS)
def test_no_list_names_what_is_out_of_scope(ward, path):
    Drift.objects.create(found_by="walk", kind="room", remote_id="r-out", name=SECRET, field="x")
    Job.objects.create(kind=SECRET)

    page = signed_in(ward).get(path).content.decode()

    assert not re.search(f"{SECRET}|Person out|s-out|rec-out", page.replace("room=r-out", ""))


@pytest.mark.usefixtures("two_meetings")
def test_the_figures_count_what_is_in_scope(ward):
    page = signed_in(ward).get("/jobs/").content.decode()

    assert re.search(r'live-dot"></span>1<', page)


def test_what_failed_in_scope_is_counted_without_going_through_all_rooms(ward):
    asked = str(callbacks_within(ward).broken().query)

    # By the room, the session and the recording that each callback names.
    assert asked.count("EXISTS") == asked.count('= ("webhooks_callback".') == 3


def test_no_room_is_made_out_of_scope(ward, meetings_server):
    response = signed_in(ward).post("/rooms/new/", {"display_name": "Board", "type": "instant"})

    assert response.status_code == 400
    assert "Your roles are for other rooms" in response.content.decode()
    assert not Room.objects.exists()


@pytest.mark.usefixtures("two_meetings")
def test_replays_of_others_are_out_of_scope(ward, alice):
    run = ReplayRun.objects.create(started_by=alice, last_pk=1, total=1)

    assert signed_in(ward).get(f"/callbacks/replays/{run.pk}/").status_code == 404


@pytest.mark.usefixtures("two_meetings")
def test_who_has_a_role_for_all_rooms_besides_sees_them_all(ward):
    ward.groups.add(built_in_role(BuiltIn.VIEWER).group)

    assert signed_in(ward).get("/rooms/r-out/").status_code == 200


@pytest.mark.usefixtures("two_meetings")
def test_several_scopes_add_up(ward):
    other = Group.objects.create(name="Secret")
    RoomScope.objects.create(group=other, kind=ScopeKind.NAME_PREFIX, text="Secret")
    ward.groups.add(other)

    assert signed_in(ward).get("/rooms/r-out/").status_code == 200


_text = st.text(alphabet="aAbß %_\\'é", max_size=4)
_scope = st.tuples(
    st.sampled_from(ScopeKind), st.text(alphabet="aAbß%_\\'é", min_size=1, max_size=2)
)


class ScopeTests(TestCase):
    @settings(deadline=None, max_examples=60)
    @given(rooms=st.lists(st.tuples(_text, _text), max_size=5), scopes=st.sets(_scope, max_size=3))
    def test_the_database_and_python_agree_on_what_is_within(self, rooms, scopes):
        user = User(username="u")
        user._sight = Sight(scopes=frozenset(scopes))
        for number, (name, metadata) in enumerate(rooms):
            Room.objects.create(remote_id=f"r-{number}", display_name=name, metadata=metadata)

        found = set(Room.objects.filter(within_scope(user)).values_list("remote_id", flat=True))

        assert found == {
            f"r-{number}"
            for number, (name, metadata) in enumerate(rooms)
            if user._sight.has_room(name=name, metadata=metadata)
        }
