from __future__ import annotations

import pytest
from django.utils import timezone, translation

from core.said import said
from jobs.kinds import JobRefused
from jobs.services import job_begin
from meetings_api import errors
from meetings_api.errors import MeetingsApiError, Unreachable
from recordings.links import UnsafeLink, checked
from tests.support.meetings import begin_session, end_session, join, name_room, record
from webhooks.models import Callback


@pytest.fixture
def german():
    with translation.override("de"):
        yield


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Session started.", "Die Sitzung hat begonnen."),
        ("Room Board is expired.", "Der Raum Board ist abgelaufen."),
        ("Archived, 3 MB.", "Archiviert, 3 MB."),
        (
            "The archive failed: storage is too slow.",
            "Das Archiv hat versagt: der Speicher ist zu langsam.",
        ),
        ("What nobody ever wrote.", "What nobody ever wrote."),
        ("", ""),
    ],
)
def test_what_is_known_is_said_in_the_language_at_work(text, words):
    assert said(text) == words


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Extended until Thu 14 Jan 2027, 09:00:00 America/New_York."),
        ("de", "Verlängert bis Do, 14. Jan. 2027, 09:00:00 America/New_York."),
    ],
)
def test_a_moment_that_a_worker_wrote_is_said_in_the_zone_at_work(language, words):
    with translation.override(language), timezone.override("America/New_York"):
        assert said("Extended until Thu 14 Jan 2027, 14:00:00 UTC.") == words
        assert said("Extended until Thu 14 Jan 2027, 15:00:00 Europe/Berlin.") == words


def test_what_only_looks_like_a_moment_stays_as_it_is():
    text = "Thu 14 Jan 2027, 14:00:00 Nowhere/AtAll, Xyz 99 Abc 2027, 14:00:00 UTC"

    assert said(text) == text


def test_in_english_it_stays_as_it_is():
    assert said("Session started.") == "Session started."


@pytest.mark.usefixtures("german")
def test_a_name_is_not_translated():
    assert said("Session belongs to room Rooms.") == "Die Sitzung gehört zum Raum Rooms."


@pytest.mark.usefixtures("german")
def test_a_name_full_of_signs_is_only_a_name():
    assert said("Room %(x)s %s {0} is expired.") == "Der Raum %(x)s %s {0} ist abgelaufen."


def kinds(kind: type[MeetingsApiError]):
    yield kind
    for each in kind.__subclasses__():
        yield from kinds(each)


# Pages do not offer what is not supported.
SHOWN = [kind for kind in kinds(MeetingsApiError) if kind is not errors.NotSupported]


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize("kind", SHOWN, ids=lambda kind: kind.__name__)
def test_whatever_the_api_client_says_is_known(kind):
    sentence = kind("Mist").user_message

    assert said(sentence) != sentence
    assert "try again" not in said(sentence)


@pytest.mark.usefixtures("german")
def test_a_change_that_may_have_happened_is_told_so():
    assert "angekommen" in said(Unreachable(method="POST").user_message)


@pytest.mark.usefixtures("german")
def test_what_is_wrong_with_a_link_is_known():
    with pytest.raises(UnsafeLink) as refusal:
        checked("https://elsewhere.example/film.mp4")

    assert "sein Rechner 'elsewhere.example' steht nicht" in said(refusal.value.user_message)


@pytest.mark.usefixtures("german")
def test_why_a_job_is_refused_is_known(alice):
    with pytest.raises(JobRefused) as refusal:
        job_begin(kind="something", actor=alice, targets=[])

    assert said(refusal.value) == "Nichts ist ausgewählt."


def test_whatever_callbacks_did_is_known(db):
    name_room("Board room", "r-1")
    begin_session("s-1", "r-1")
    join("Person", "s-1", "r-1")
    record("rec-1", "s-1")
    end_session("s-1", "r-1")
    effects = [effect for callback in Callback.objects.all() for effect in callback.effects]
    assert effects

    with translation.override("de"):
        assert [effect for effect in effects if said(effect) == effect] == []
