from __future__ import annotations

import pytest
from django.http import QueryDict
from django.urls import reverse

from core.models import AuditEntry
from rooms.models import MeetingSession
from tests.support.callbacks import post
from tests.support.meetings import begin_session, join, tell
from tests.support.polling import poll
from webhooks import drain, replay_runs
from webhooks.forms import CallbackFilters
from webhooks.models import Callback, CallbackState, ReplayRun, ReplayRunState
from webhooks.replay_runs import replay_run_cancel, replay_run_start, replay_run_step, stalled_runs

pytestmark = pytest.mark.django_db
URL = reverse("callbacks:replay_all")


@pytest.fixture(autouse=True)
def lost_effects(db) -> None:
    """Three dead callbacks and their effects lost, and two that cannot be applied."""
    begin_session("s-1")
    begin_session("s-2")
    join("Ada", "s-1")
    Callback.objects.update(state=CallbackState.DEAD, attempts=6, error="It failed")
    MeetingSession.objects.all().delete()
    post("nonsense")
    tell("theme:changed")


def start(client, query: str = "", newest: int = 10**9):
    return client.post(f"{URL}?{query}", {"newest": newest})


def a_run(filters: dict[str, str] | None = None) -> ReplayRun:
    query = QueryDict(mutable=True)
    query.update(filters or {})
    return replay_run_start(CallbackFilters(query), actor=None)


def test_it_says_how_many_and_of_which_kinds(alice_client):
    confirmation = alice_client.get(URL).context["confirmation"]

    assert confirmation.total == 3
    assert [(kind.value, count) for kind, count in confirmation.kinds] == [
        ("session:started", 2),
        ("session:participant:joined", 1),
    ]


def test_it_changes_nothing_when_only_looked_at(alice_client):
    alice_client.get(URL)

    assert not ReplayRun.objects.exists()


def test_it_replays_all_that_match(alice_client):
    response = start(alice_client, "kind=session:started")

    run = ReplayRun.objects.get()
    assert response.headers["Location"] == run.get_absolute_url()
    assert (run.state, run.replayed, run.total) == (ReplayRunState.COMPLETE, 2, 2)
    assert MeetingSession.objects.count() == 2
    assert not Callback.objects.filter(kind="session:started", state=CallbackState.DEAD).exists()
    assert Callback.objects.filter(state=CallbackState.DEAD).count() == 1


def test_what_comes_after_the_page_was_shown_is_not_meant(alice_client):
    newest = alice_client.get(URL).context["confirmation"].newest
    begin_session("s-3")

    start(alice_client, newest=newest)

    assert ReplayRun.objects.get().total == 3
    assert Callback.objects.get(session_remote_id="s-3").replayed_at is None


def test_it_goes_in_bounded_steps(monkeypatch):
    monkeypatch.setattr(replay_runs, "STEP", 2)
    run = a_run({"state": "dead"})

    assert replay_run_step(run.pk) == 0
    run.refresh_from_db()
    assert (run.replayed, run.state) == (2, ReplayRunState.RUNNING)
    assert replay_run_step(run.pk) is None
    run.refresh_from_db()
    assert (run.replayed, run.state) == (3, ReplayRunState.COMPLETE)


def test_it_waits_while_others_are_in_line(monkeypatch):
    monkeypatch.setattr(replay_runs, "STEP", 2)
    run = a_run({"state": "dead"})
    with drain._draining:  # somebody else drains, slowly
        replay_run_step(run.pk)
        assert replay_run_step(run.pk) == replay_runs.BACKLOG_WAIT

    run.refresh_from_db()
    assert (run.replayed, run.state) == (2, ReplayRunState.RUNNING)


def test_a_step_of_a_run_that_is_over_does_nothing():
    run = a_run()
    replay_run_cancel(run)

    assert replay_run_step(run.pk) is None
    assert not Callback.objects.exclude(replayed_at=None).exists()


def test_a_run_whose_worker_died_is_found():
    run = a_run()
    assert stalled_runs() == []

    ReplayRun.objects.update(beat_at=run.beat_at - ReplayRun.LEASE * 2)

    assert stalled_runs() == [run.pk]


def test_it_is_on_record_with_its_filter(alice, alice_client):
    start(alice_client, "state=dead")

    entry = AuditEntry.objects.get(action="callback.replay_all")
    assert (entry.actor, entry.detail) == (alice, "3 callbacks")
    assert entry.target_name == "State: Failed for good"


def test_each_callback_tells_of_it(alice_client):
    start(alice_client, "kind=session:participant:joined")

    history = Callback.objects.get(kind="session:participant:joined").history
    assert [(entry["outcome"], entry.get("by")) for entry in history][:1] == [("replayed", "alice")]


@pytest.mark.parametrize("query", ["since=yesterday-ish", "state=eaten", "ids=1,x", "q=zebra"])
def test_it_replays_nothing_for_an_address_that_makes_no_sense(alice_client, query):
    assert "Nothing to replay" in alice_client.get(f"{URL}?{query}").text
    start(alice_client, query)

    assert not ReplayRun.objects.exists()


@pytest.mark.parametrize("newest", ["", "x", "-1", "9" * 30])
def test_it_bears_any_number(alice_client, newest):
    assert start(alice_client, newest=newest).status_code == 400


def test_its_progress_is_polled_until_it_is_over(alice_client):
    run = a_run()
    etag = poll(alice_client, run.get_absolute_url())["ETag"]
    assert poll(alice_client, run.get_absolute_url(), etag=etag).status_code == 304
    replay_run_step(run.pk)

    response = poll(alice_client, run.get_absolute_url(), etag=etag)

    assert response.status_code == 286
    assert "3 of 3 replayed" in response.text


def test_it_is_cancelled(alice_client):
    run = a_run()

    response = alice_client.post(reverse("callbacks:replay_cancel", args=[run.pk]), follow=True)

    assert "The replay is cancelled" in response.text
    assert "Cancelled" in response.text


def test_bob_may_look_at_a_run_but_start_and_stop_none(bob_client):
    run = a_run()

    assert bob_client.get(run.get_absolute_url()).status_code == 200
    assert bob_client.get(URL).status_code == 403
    assert start(bob_client).status_code == 403
    assert bob_client.post(reverse("callbacks:replay_cancel", args=[run.pk])).status_code == 403


def test_charlie_may_not_look(charlie_client):
    assert charlie_client.get(a_run().get_absolute_url()).status_code == 403
