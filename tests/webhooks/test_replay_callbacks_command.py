from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from core.models import AuditEntry
from rooms.models import MeetingSession, Participant
from tests.support.callbacks import post
from tests.support.meetings import begin_session, join, tell
from webhooks.models import Callback, CallbackState

pytestmark = pytest.mark.django_db(transaction=True)


def replay_callbacks(*arguments: str) -> str:
    output = StringIO()
    call_command("replay_callbacks", *arguments, stdout=output)
    return output.getvalue()


@pytest.fixture(autouse=True)
def lost_effects(transactional_db) -> None:
    """Three callbacks that did something, one of them dead, and all their effects lost."""
    begin_session()
    join("Ada")
    begin_session("s-2")
    MeetingSession.objects.all().delete()
    Callback.objects.filter(session_remote_id="s-2").update(state=CallbackState.DEAD)


def test_it_replays_what_failed():
    assert "1 callbacks were replayed" in replay_callbacks("--failed")
    assert [session.remote_id for session in MeetingSession.objects.all()] == ["s-2"]


def test_it_replays_one_event():
    assert "2 callbacks were replayed" in replay_callbacks("--event", "session-started")
    assert MeetingSession.objects.count() == 2
    assert not Participant.objects.exists()


def test_it_replays_named_ones_and_says_which_there_are_not():
    key = Callback.objects.get(event="session:participant:joined").pk

    output = replay_callbacks("--id", f"{key},99999")

    assert "1 callbacks were replayed" in output
    assert "There is no such callback: 99999." in output
    assert Participant.objects.get().name == "Ada"


@pytest.mark.parametrize(
    ("arguments", "count"),
    [
        (["--state", "dead"], 1),
        (["--state", "dead", "--event", "session:ended"], 0),
        (["--room", "r-1"], 3),
        (["--session", "s-1"], 2),
        (["--recording", "rec-1"], 0),
        (["--since", "2020-01-01T00:00"], 3),
        (["--until", "2020-01-01T00:00+02:00"], 0),
    ],
)
def test_it_narrows(arguments, count):
    assert f"{count} callbacks were replayed" in replay_callbacks(*arguments)


def test_it_only_says_which_when_told_so():
    output = replay_callbacks("--room", "r-1", "--dry-run")

    assert "3 callbacks would be replayed." in output
    assert "2  session:started" in output
    assert not MeetingSession.objects.exists()


def test_it_is_on_record():
    replay_callbacks("--failed")

    assert AuditEntry.objects.get(action="callback.replay_all").detail == "1 callbacks"


def test_it_counts_what_cannot_be_applied():
    post("nonsense")
    tell("theme:changed")
    keys = Callback.objects.filter(kind="").values_list("pk", flat=True)

    output = replay_callbacks("--id", ",".join(map(str, keys)))

    assert "0 callbacks were replayed" in output
    assert "2 cannot be applied" in output


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--id", "one"),
        ("--id", ","),
        ("--event", "session:eaten"),
        ("--since", "yesterday-ish"),
        ("--state", "eaten"),
    ],
)
def test_it_refuses_to_guess(arguments):
    with pytest.raises(CommandError):
        replay_callbacks(*arguments)


def test_it_says_what_an_event_is():
    with pytest.raises(CommandError, match="'session:eaten' is no event, such as session:ended"):
        replay_callbacks("--event", "session:eaten")
