"""Who tries every id learns nothing: what is there for others looks like what is not there at all."""

from __future__ import annotations

import re
from http import HTTPStatus

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group
from django.test import Client

from accounts.invitations import invitation_create
from accounts.models import BuiltIn, Role, RoomScope, SavedView, ScopeKind, User
from accounts.roles import built_in_role
from core.models import AuditEntry
from jobs.models import Job
from recordings.bulk import ACTIONS as RECORDING_ACTIONS
from rooms.bulk import ACTIONS as ROOM_ACTIONS
from rooms.expiry import ExpiryPreset
from tests.conftest import signed_in
from tests.permissions.api_table import OPERATIONS
from tests.permissions.test_every_address import OTHERS, PAGES, THINGS, address
from tests.support.addresses import paths
from tests.support.tokens import make_token, script_of

# Nothing has these.
NOBODYS = {
    "room_id": "r-9",
    "session_id": "s-9",
    "recording_id": "rec-9",
    "callback_pk": 987654,
    "run_pk": 987654,
    "job_pk": 987654,
    "rule_pk": 987654,
    "person_pk": 987654,
    "role_pk": 987654,
    "invitation_pk": 987654,
    "token_pk": 987654,
    "view_pk": 987654,
    "device_pk": 987654,
    "callback_id": 987654,
}
# What one may manage, or not at all.
PEOPLE = (*(name for name in PAGES if name.startswith("people:")), "people:invitation_revoke")
PEOPLE += ("people:token_revoke",)
# What everybody has of their own.
OWN = ("token_revoke", "device_sign_out", "saved_view", "saved_view_delete")
# What differs between two answers to the same question, and the id that was asked for.
CHANGING = re.compile(r'csrfmiddlewaretoken" value="\w+"|"X-CSRFToken": "\w+"')


@pytest.fixture
def restricted(db) -> Client:
    group = Group.objects.create(name="Elsewhere")
    Role.objects.create(group=group)
    group.permissions.set(built_in_role(BuiltIn.ADMINISTRATOR).group.permissions.all())
    RoomScope.objects.create(group=group, kind=ScopeKind.NAME_PREFIX, text="Elsewhere")
    user = User.objects.create_user("restricted")
    user.groups.add(group)
    return signed_in(user)


@pytest.fixture
def of_people(keys, alice) -> dict[str, object]:
    """Something of alice's, and of those whom she manages."""
    Client().post("/sign-in/", {"login": "alice", "password": "alice-password"})
    invitation, _text = invitation_create(actor=alice, email="zofia@example.com", groups=[])
    view = SavedView.objects.create(owner=alice, name="Mine", page="rooms:list")
    return keys | {
        "person_pk": alice.pk,
        "invitation_pk": invitation.pk,
        "token_pk": make_token(alice)[0].pk,
        "view_pk": view.pk,
        "device_pk": UserSession.objects.get(user=alice).pk,
    }


def seen(
    client: Client, method: str, name: str, keys: dict[str, object], **sent: object
) -> tuple[int, str, dict]:
    path = address(name, keys)
    response = getattr(client, method)(path, **sent)
    headers = {key: value for key, value in response.headers.items() if key != "Content-Length"}
    text = CHANGING.sub("", response.text.replace(path, "PATH"))
    return response.status_code, text, headers


def of_nobody(keys: dict[str, object]) -> dict[str, object]:
    return keys | {name: key for name, key in NOBODYS.items() if name in keys}


@pytest.mark.usefixtures("unreachable_api")
@pytest.mark.parametrize("method", ["get", "post"])
def test_of_others_and_of_nobody_look_alike(restricted, keys, method):
    unlike = {}
    for name in (*THINGS, *OTHERS):
        theirs = seen(restricted, method, name, keys)
        nobodys = seen(restricted, method, name, of_nobody(keys))
        if theirs != nobodys:
            unlike[name] = (theirs[0], nobodys[0])
        assert theirs[0] in (404, HTTPStatus.METHOD_NOT_ALLOWED), name

    assert unlike == {}


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("role", [BuiltIn.VIEWER, BuiltIn.MANAGER])
def test_who_manages_no_people_learns_of_none(of_people, role, method):
    user = User.objects.create_user("curious")
    user.groups.add(built_in_role(role).group)
    client = signed_in(user)
    for name in PEOPLE:
        theirs = seen(client, method, name, of_people)

        assert theirs == seen(client, method, name, of_nobody(of_people)), name
        assert theirs[0] in (403, HTTPStatus.METHOD_NOT_ALLOWED), name
    assert not AuditEntry.objects.filter(actor=user).exists()


@pytest.mark.parametrize("name", OWN)
def test_nothing_of_somebody_s_own_is_there_for_others(of_people, restricted, name):
    for method in ("get", "post"):
        theirs = seen(restricted, method, f"accounts:{name}", of_people)

        assert theirs == seen(restricted, method, f"accounts:{name}", of_nobody(of_people))
        assert theirs[0] in (404, HTTPStatus.METHOD_NOT_ALLOWED)


BULK = [
    *(("recordings:bulk", "recording", "rec-1", action) for action in RECORDING_ACTIONS),
    *(("rooms:bulk", "room", "r-1", action) for action in ROOM_ACTIONS),
    ("callbacks:replay_selection", "callback", "callback_pk", ""),
    ("callbacks:set_aside", "callback", "callback_pk", ""),
]


@pytest.mark.usefixtures("unreachable_api")
@pytest.mark.parametrize("is_sure", [False, True])
@pytest.mark.parametrize(("name", "field", "key", "action"), BULK)
def test_a_selection_of_others_is_a_selection_of_nothing(
    restricted, keys, name, field, key, action, is_sure
):
    words = {"reason": "x", "pattern": "Elsewhere {n}", "preset": ExpiryPreset.WEEK}
    sent = {"action": action, **words, **({"sure": "1"} if is_sure else {})}
    before = Job.objects.count()

    def outcome(thing: object) -> tuple[int, str, str]:
        answer = restricted.post(address(name, keys), {**sent, field: thing}, follow=True)
        text = CHANGING.sub("", answer.text.replace(f'value="{thing}"', ""))
        return answer.status_code, text, answer.request["PATH_INFO"]

    assert outcome(keys.get(key, key)) == outcome(987654)
    assert Job.objects.count() == before
    assert not AuditEntry.objects.filter(actor__username="restricted", outcome="done").exists()


@pytest.mark.usefixtures("unreachable_api")
@pytest.mark.parametrize(("method", "path"), [each[:2] for each in OPERATIONS if "{" in each[1]])
def test_nor_does_a_script_learn_what_is_there(restricted, keys, method, path):
    script = script_of(User.objects.get(username="restricted"))
    keys = keys | {"callback_id": keys["callback_pk"]}
    options = {"data": {}, "content_type": "application/json"} if method != "get" else {}

    theirs, nobodys = (
        getattr(script, method)(path.format(**ids), **options) for ids in (keys, of_nobody(keys))
    )

    assert theirs.status_code == nobodys.status_code == 404
    assert theirs.content == nobodys.content


@pytest.mark.usefixtures("keys")
def test_counting_through_numbers_finds_nothing(restricted):
    kinds = ("callbacks/{}", "callbacks/replays/{}", "jobs/{}", "recordings/retention/{}")
    answers = {
        (kind, n): restricted.get(f"/{kind.format(n)}/").status_code
        for kind in kinds
        for n in range(1, 12)
    }

    assert set(answers.values()) == {404}


@pytest.mark.parametrize("number", [2**63, 10**30])
def test_a_number_that_no_database_holds_is_not_there_either(alice_client, number):
    numbers = {key: number for key in NOBODYS if key.endswith("_pk") or key == "callback_id"}
    found = [path for path in paths(numbers | {"pk": number}) if str(number) in path]

    assert len(found) > 25
    for path in found:
        for answer in (alice_client.get(path), alice_client.post(path)):
            assert answer.status_code in (302, 401, 404, 405, 422), path


def test_signing_in_takes_no_more_words_for_who_is_there(client, alice):
    def told(name: str) -> str:
        answer = client.post("/sign-in/", {"login": name, "password": "wrong"})
        return CHANGING.sub("", answer.text.replace(name, "NAME"))

    assert told("alice") == told("nobody")
