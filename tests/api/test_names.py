from __future__ import annotations

import pytest

from accounts.models import BuiltIn, NamesShown, User
from accounts.roles import built_in_role
from tests.permissions.api_table import OPERATIONS
from tests.support.meetings import begin_session, name_room, record, tell
from tests.support.tokens import script_of
from webhooks.models import Callback

NAME = "Canaria Goldfinch"


def reader(shown: NamesShown) -> User:
    role = built_in_role(BuiltIn.MANAGER)
    role.names_shown = shown
    role.save()
    user = User.objects.create_user("reader")
    user.groups.add(role.group)
    return user


@pytest.fixture
def answers(db, unreachable_api):
    """What every GET of the API says to somebody who sees so much of names."""
    name_room("Board room")
    begin_session()
    about = {"participant_id": "p-1", "session_id": "s-1", "room_id": "r-1"}
    tell("session:participant:joined", name=NAME, is_host=False, **about)
    record()
    callback = Callback.objects.get(payload__name=NAME)
    Callback.objects.update(error=f"No row for {NAME}", state="dead")
    ids = {"room_id": "r-1", "session_id": "s-1", "recording_id": "rec-1"}
    ids["callback_id"] = str(callback.pk)

    def texts(shown: NamesShown) -> str:
        script = script_of(reader(shown))
        paths = [path.format(**ids) for method, path, *_rest in OPERATIONS if method == "get"]
        return "".join(script.get(path).text for path in paths).casefold()

    return texts


@pytest.mark.parametrize("shown", [NamesShown.HIDDEN, NamesShown.INITIALS])
def test_no_answer_has_a_name_for_who_sees_none(answers, shown):
    found = answers(shown)

    assert "canaria" not in found
    assert "goldfinch" not in found


def test_it_would_be_seen(answers):
    assert answers(NamesShown.FULL).count("no row for canaria goldfinch") > 1


@pytest.mark.parametrize(("shown", "found"), [(NamesShown.FULL, 1), (NamesShown.INITIALS, 0)])
def test_who_sees_no_names_finds_nothing_by_them(answers, shown, found):
    script = script_of(reader(shown))

    assert len(script.get("/api/v1/sessions/?q=goldfinch").json()["items"]) == found
