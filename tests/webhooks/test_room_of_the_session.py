"""Callbacks that name no room are found by that of their session."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps

from tests.support.meetings import begin_session, record, tell
from webhooks.models import Callback

pytestmark = pytest.mark.django_db


def room_of(event: str) -> str:
    return Callback.objects.get(event=event).room_remote_id


def test_the_room_that_a_callback_names_stays():
    begin_session("s-1", "r-1")
    tell("session:ended", session_id="s-1", room_id="r-2")

    assert (room_of("session:started"), room_of("session:ended")) == ("r-1", "r-2")


def test_a_callback_of_no_session_has_none():
    begin_session("s-1", "r-1")
    tell("theme:changed")

    assert room_of("theme:changed") == ""


def test_those_of_before_are_given_it_by_the_migration():
    begin_session("s-1", "r-1")
    record()
    tell("recording:ended", recording_id="rec-9", session_id="s-unknown")
    Callback.objects.filter(event="recording:started").update(room_remote_id="")

    import_module("webhooks.migrations.0007_room_of_the_session").fill(apps, None)

    assert (room_of("recording:started"), room_of("recording:ended")) == ("r-1", "")
