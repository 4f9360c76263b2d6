from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from webhooks.models import Callback, CallbackState
from webhooks.timeline import (
    LONGEST_ERROR,
    MOST_ENTRIES,
    Outcome,
    entries,
    noted,
    replay_noted,
)

NOON = datetime(2026, 5, 12, 12, tzinfo=UTC)


def callback(**fields) -> Callback:
    return Callback(**{"state": CallbackState.APPLIED, "processed_at": NOON, **fields})


def outcomes(history) -> list[str]:
    return [entry.outcome for entry in entries(history)]


def test_the_ordinary_case_is_not_noted():
    assert noted(callback(attempts=1, effects=["Session started."]), Outcome.APPLIED) == []


def test_a_failure_is_noted_with_its_reason():
    entry = next(entries(noted(callback(attempts=1), Outcome.FAILED, "The database refused")))

    assert (entry.outcome, entry.attempt) == (Outcome.FAILED, 1)
    assert entry.error == "The database refused"


def test_the_success_after_a_failure_is_noted_with_what_it_did():
    failed = noted(callback(attempts=1), Outcome.FAILED, "No")
    succeeded = callback(attempts=2, history=failed, effects=["Session started."])

    last = list(entries(noted(succeeded, Outcome.APPLIED)))[-1]

    assert (last.outcome, last.attempt) == (Outcome.APPLIED, 2)
    assert last.effects == ["Session started."]


def test_a_replay_keeps_what_the_first_attempt_did():
    applied, replayed = entries(
        replay_noted(callback(attempts=1, effects=["Session started."]), by="alice")
    )

    assert (applied.at, applied.effects) == (NOON, ["Session started."])
    assert (replayed.outcome, replayed.by) == (Outcome.REPLAYED, "alice")


def test_an_attempt_after_a_replay_says_that_it_is_one():
    again = callback(attempts=1, history=replay_noted(callback(attempts=1), by="alice"))

    first, _asked, second = entries(noted(again, Outcome.APPLIED))

    assert (first.is_replay, second.is_replay) == (False, True)


def test_noting_changes_nothing_by_itself():
    failed = callback(attempts=1)

    noted(failed, Outcome.FAILED, "No")

    assert failed.history == []


@given(st.lists(st.sampled_from(["failed", "dead", "applied", "replayed"]), max_size=60))
def test_it_stays_bounded_and_ends_with_the_newest(happened):
    kept = callback(attempts=2, history=[])
    for outcome in happened:
        one_more = noted(kept, Outcome(outcome), "x" * 5000)
        kept.history = replay_noted(kept) if outcome == "replayed" else one_more

    assert len(kept.history) <= MOST_ENTRIES
    assert all(len(entry.error) <= LONGEST_ERROR for entry in entries(kept.history))
    assert outcomes(kept.history)[-1:] == happened[-1:]
