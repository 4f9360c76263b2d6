from __future__ import annotations

import pytest

from jobs import selection as selections
from jobs.selection import Selection
from recordings.models import Recording
from tests.support.meetings import begin_session, stop_recording

pytestmark = pytest.mark.django_db
ALL = [("all", "listed")]


@pytest.fixture
def two(db) -> list[Recording]:
    begin_session()
    return [stop_recording("rec-1", event="uploaded"), stop_recording("rec-2", event="uploaded")]


def test_what_comes_after_the_comparison_is_left_out(two):
    selection = Selection(Recording.objects.all(), ALL)
    assert selection.change_since(selection.shown) is None

    stop_recording("rec-3", event="uploaded")

    assert set(selection.settled) == set(two)


def test_all_is_asked_of_the_database_once(two, django_assert_num_queries):
    selection = Selection(Recording.objects.all(), ALL)

    with django_assert_num_queries(1):
        assert selection.count == 2
        assert selection.change_since(selection.shown) is None


def test_more_than_a_job_takes_are_not_listed(two, monkeypatch):
    monkeypatch.setattr(selections, "MOST_ITEMS", 1)
    selection = Selection(Recording.objects.all(), ALL)

    assert selection.is_too_many
    assert selection.shown == ""


def test_what_is_ticked_is_what_was_shown(two):
    selection = Selection(Recording.objects.all(), [("recording", "rec-1")])

    assert selection.change_since("anything") is None
