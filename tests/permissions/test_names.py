"""Names of people reach nobody whose roles do not show them, on whatever page or in whatever file."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client

from accounts.models import NamesShown, Role, User
from rooms.models import Participant
from tests.conftest import signed_in
from tests.permissions.test_every_address import keys  # noqa: F401
from tests.support.addresses import paths
from tests.support.callbacks import payload, post
from webhooks.drain import callbacks_drain
from webhooks.models import Callback

NAME = "Canaria Goldfinch"
WORDS = ("canaria", "goldfinch")


def reader(shown: NamesShown) -> Client:
    """May do everything, and sees this much of names."""
    group = Group.objects.create(name=f"sees {shown}")
    group.permissions.set(Permission.objects.all())
    Role.objects.create(group=group, names_shown=shown)
    user = User.objects.create_user(f"reader-{shown}")
    user.groups.add(group)
    return signed_in(user)


@pytest.fixture
def every_path(keys) -> list[str]:  # noqa: F811
    """Somebody with the name joins, twice with an error, and leaves something unreadable."""
    for event in ("joined", "left"):
        about = {"event": f"session:participant:{event}", "session_id": "s-1", "room_id": "r-1"}
        body = payload("participant_joined") | about
        post(body | {"participant_id": "p-1", "name": NAME, "is_host": False})
    post(f'{{"event": "session:participant:joined", "name": "{NAME}"')
    Callback.objects.filter(payload__name=NAME).update(
        error=f"No row for {NAME}", effects=[f"{NAME} is there."], state="dead"
    )
    assert Participant.objects.filter(name=NAME).exists()
    about_it = {"callback_pk": Callback.objects.filter(payload__name=NAME).latest("pk").pk}
    unreadable = {"callback_pk": Callback.objects.filter(state="rejected").latest("pk").pk}
    return sorted({*paths(keys | about_it), *paths(keys | unreadable)})


def text_of(response) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode("utf-8", "replace").casefold()


def where_named(client: Client, every_path: list[str]) -> list[str]:
    pages = {path: text_of(client.get(path)) for path in every_path}
    return [path for path, text in pages.items() if any(word in text for word in WORDS)]


@pytest.mark.usefixtures("unreachable_api")
@pytest.mark.parametrize("shown", [NamesShown.HIDDEN, NamesShown.INITIALS])
def test_no_page_and_no_file_has_a_name(every_path, shown):
    assert where_named(reader(shown), every_path) == []


@pytest.mark.usefixtures("unreachable_api")
def test_it_would_be_seen(every_path):
    some = ["/sessions/s-1/", "/callbacks/", "/sessions/s-1/attendance.csv"]

    assert set(some) <= {*every_path}
    assert where_named(reader(NamesShown.FULL), some) == some


@pytest.mark.usefixtures("unreachable_api")
def test_initials_are_seen_where_names_would_be(every_path):
    assert "C. G." in reader(NamesShown.INITIALS).get("/sessions/s-1/").text


@pytest.mark.parametrize(
    "path", ["/sessions/?q=goldfinch", "/missing-recording/?q=goldfinch", "/search/?q=goldfinch"]
)
def test_who_sees_no_names_finds_nothing_by_them(every_path, path):
    assert "/sessions/s-1/" in reader(NamesShown.FULL).get(path).text
    assert "/sessions/s-1/" not in reader(NamesShown.INITIALS).get(path).text


def test_a_name_that_was_cut_is_not_left_in_what_the_callback_did(every_path):
    long = "Goldfinch " * 50
    about = {"session_id": "s-1", "room_id": "r-1", "participant_id": "p-2", "name": long}
    post(payload("participant_joined") | about)
    page = f"/callbacks/{Callback.objects.latest('pk').pk}/"

    assert "G. G. G." in reader(NamesShown.INITIALS).get(page).text
    assert where_named(reader(NamesShown.HIDDEN), [page]) == []


def test_the_end_of_a_very_long_name_is_not_left_in_an_error(every_path):
    long = "Longname " * 14 + "Goldfinch"
    about = {"session_id": "s-1", "room_id": "r-1", "participant_id": "p-2", "name": long}
    post(payload("participant_joined") | about)
    Callback.objects.filter(participant_remote_id="p-2").update(
        error=f"No row for {long}.", state="dead"
    )

    assert "No row for Person" in reader(NamesShown.HIDDEN).get("/callbacks/").text
    assert where_named(reader(NamesShown.INITIALS), ["/callbacks/"]) == []


def tell(coming: str, **fields) -> str:
    """The page of a callback about a person who came as canary."""
    about = {"event": f"session:participant:{coming}", "session_id": "s-1", "room_id": "r-1"}
    post(about | {"participant_id": "p-3", "is_host": False} | fields)
    callbacks_drain()
    return f"/callbacks/{Callback.objects.latest('pk').pk}/"


@pytest.mark.parametrize("name", ["", "Bob", None])
def test_who_goes_by_another_name_now_is_not_named_by_the_first(keys, name):  # noqa: F811
    tell("joined", name=NAME)
    page = tell("left", name=name)

    assert f"{NAME} has left." in reader(NamesShown.FULL).get(page).text
    assert "C. G. has left." in reader(NamesShown.INITIALS).get(page).text
    assert where_named(reader(NamesShown.HIDDEN), [page]) == []


def test_nor_by_the_one_that_is_known_since(keys):  # noqa: F811
    page = tell("joined", name=NAME)
    tell("left", name=f"{NAME} of Nowhere")
    Callback.objects.update(error=f"No row for {NAME} of Nowhere.")

    assert where_named(reader(NamesShown.HIDDEN), [page]) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"name": {"first": "Canaria"}},
        {"name": ["Goldfinch"]},
        {"participant": {"name": NAME}},
        {"event": "session:participant:renamed", "old_name": NAME},
        {"room_id": {"host": NAME}},
    ],
)
def test_a_name_in_a_field_that_nobody_knows_is_hidden(keys, fields):  # noqa: F811
    page = tell("joined", **fields)

    assert where_named(reader(NamesShown.FULL), [page]) == [page]
    assert where_named(reader(NamesShown.INITIALS), [page]) == []
