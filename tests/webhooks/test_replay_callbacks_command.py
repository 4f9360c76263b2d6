from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

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
    assert "1 callbacks are in line" in replay_callbacks("--failed")
    assert [session.remote_id for session in MeetingSession.objects.all()] == ["s-2"]


def test_it_replays_one_event():
    assert "2 callbacks are in line" in replay_callbacks("--kind", "session:started")
    assert MeetingSession.objects.count() == 2
    assert not Participant.objects.exists()


def test_it_replays_named_ones_and_says_which_there_are_not():
    key = Callback.objects.get(event="session:participant:joined").pk

    output = replay_callbacks("--ids", f"{key},99999")

    assert "1 callbacks are in line" in output
    assert "There is no such callback: 99999." in output
    assert Participant.objects.get().name == "Ada"


def test_it_counts_what_cannot_be_applied():
    post("nonsense")
    tell("theme:changed")
    keys = Callback.objects.filter(kind="").values_list("pk", flat=True)

    output = replay_callbacks("--ids", ",".join(map(str, keys)))

    assert "0 callbacks are in line" in output
    assert "2 cannot be applied" in output


@pytest.mark.parametrize(
    "arguments", [(), ("--ids", "one"), ("--ids", ","), ("--kind", "session:eaten")]
)
def test_it_refuses_to_guess(arguments):
    with pytest.raises(CommandError):
        replay_callbacks(*arguments)
