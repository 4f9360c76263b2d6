"""Who may do what to a recording: the table, and that it holds for pages, buttons and effects."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from accounts.models import BuiltIn, RoomScope, ScopeKind, User
from accounts.roles import built_in_role
from jobs.models import Job
from recordings.models import Hold, Recording, Trash
from tests.conftest import signed_in
from tests.support.film_server import Film, FilmServer
from tests.support.meetings import begin_session, name_room, stop_recording

pytestmark = pytest.mark.django_db
ACTIONS = ("view", "download", "archive", "delete", "purge", "hold")
MATRIX = {
    BuiltIn.VIEWER: {"view"},
    BuiltIn.OPERATOR: {"view", "download", "archive"},
    BuiltIn.MANAGER: {"view", "download", "archive", "delete", "purge", "hold"},
    BuiltIn.ADMINISTRATOR: {"view", "download", "archive", "delete", "purge", "hold"},
    "no role": set(),
    "all rights in other rooms": set(),
}
ADDRESS = {"view": "detail"}


@pytest.fixture
def films(settings, tmp_path):
    settings.RECORDING_ARCHIVE_URL = f"file://{tmp_path}/archive"
    with FilmServer({"rec-1": Film(10)}) as server:
        settings.MEETINGS_API_URL = server.api_url
        settings.MEETINGS_API_KEY = settings.MEETINGS_API_SECRET = "any"
        name_room("Board room")
        begin_session()
        stop_recording(event="uploaded")
        yield server


def client_of(role: str) -> Client:
    user = User.objects.create_user("somebody")
    if role == "all rights in other rooms":
        group = Group.objects.create(name=role)
        group.permissions.set(built_in_role(BuiltIn.ADMINISTRATOR).group.permissions.all())
        RoomScope.objects.create(group=group, kind=ScopeKind.NAME_PREFIX, text="Other")
        user.groups.add(group)
    elif role != "no role":
        user.groups.add(built_in_role(BuiltIn(role)).group)
    return signed_in(user)


def path_of(action: str) -> str:
    return reverse(f"recordings:{ADDRESS.get(action, action)}", args=["rec-1"])


def act(client: Client, action: str):
    if action in ("view", "download"):
        return client.get(path_of(action))
    return client.post(path_of(action), {"reason": "Audit"})


def effects(films: FilmServer) -> dict[str, bool]:
    return {
        "download": films.links_given > 0,
        "archive": Job.objects.exists(),
        "delete": Trash.objects.exists(),
        "purge": films.deletions == ["rec-1"],
        "hold": Hold.objects.exists(),
    }


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("role", MATRIX)
def test_who_may_do_what(films, role, action):
    is_allowed = action in MATRIX[role]

    status = act(client_of(role), action).status_code

    assert (status in (200, 302)) is is_allowed
    assert is_allowed or status == (404 if role == "all rights in other rooms" else 403)
    assert {name for name, is_there in effects(films).items() if is_there} == (
        {action} - {"view"} if is_allowed else set()
    )


@pytest.mark.parametrize("role", [*BuiltIn])
def test_the_page_offers_what_is_allowed(films, role):
    page = client_of(role).get(path_of("view")).text

    offered = {
        action for action in ("download", "archive", "delete", "hold") if path_of(action) in page
    }
    assert offered == MATRIX[role] - {"view", "purge"}


@pytest.mark.parametrize("role", [*BuiltIn])
def test_the_trash_offers_to_purge_to_who_may(films, alice, role):
    Trash.objects.create(
        recording=Recording.objects.get(),
        delete_after="2999-01-01T00:00Z",
        next_attempt_at="2999-01-01T00:00Z",
    )
    page = client_of(role).get(reverse("recordings:trash")).text

    assert (path_of("purge") in page) is ("purge" in MATRIX[role])
    assert (path_of("restore") in page) is ("delete" in MATRIX[role])
