"""Meetings written down as steps, so that they go on after a restart."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction

from meetings_server.engines import Engine
from meetings_server.engines.simulated import SimulatedEngine, allows_recording
from meetings_server.models import Fault, Room, Session, Step, new_id
from meetings_server.names import PEOPLE
from meetings_server.scenarios import Scenario

_random = random.Random()  # noqa: S311  plays people, guards nothing


@transaction.atomic
def play(room: Room, *, seconds: float, people: int, record: bool) -> Session:
    """Start a session now and write down what will happen in it over `seconds`."""
    session = SimulatedEngine().start_session(room)
    steps = [*_comings_and_goings(session, seconds, people)]
    if record and allows_recording(room):
        steps.append(_step(session, seconds * 0.15, "record"))
        steps.append(_step(session, seconds * 0.85, "stop"))
    steps.append(_step(session, seconds, "end"))
    Step.objects.bulk_create(steps)
    return session


def _comings_and_goings(session: Session, seconds: float, people: int) -> list[Step]:
    steps = []
    for number, name in enumerate(_random.sample(PEOPLE, min(people, len(PEOPLE)))):
        person = {"id": new_id(), "name": name, "is_host": number == 0}
        joins = seconds * (0.02 + 0.25 * number / max(people, 1))
        leaves = seconds * _random.uniform(0.6, 0.97)
        steps += [
            _step(session, joins, "join", **person),
            _step(session, leaves, "leave", **person),
        ]
        if number and _random.random() < 0.3:
            away = joins + (leaves - joins) * _random.uniform(0.3, 0.5)
            steps += [
                _step(session, away, "leave", **person),
                _step(session, away + (leaves - away) * 0.4, "join", **person),
            ]
    return steps


def _step(session: Session, after: float, action: str, **arguments: Any) -> Step:
    due_at = session.started_at + timedelta(seconds=after)
    return Step(session=session, due_at=due_at, action=action, arguments=arguments)


@transaction.atomic
def play_scenario(room: Room, scenario: Scenario, *, speed: float = 1) -> Session:
    """As `play`, from data; at a speed of 2 it takes half as long."""
    session = SimulatedEngine().start_session(room)
    people = {step["who"]: new_id() for step in scenario.steps if "who" in step}
    Step.objects.bulk_create(
        _scenario_step(session, people, speed, **step) for step in scenario.steps
    )
    return session


def _scenario_step(
    session: Session, people: dict[str, str], speed: float, *, at: float, do: str, **further: Any
) -> Step:
    if "who" in further:
        name = further.pop("who")
        further |= {"id": people[name], "name": name}
    if "upload_after" in further:
        further["upload_after"] /= speed
    return _step(session, at / speed, do, **further)


def take(step: Step, engine: Engine) -> None:
    """Let happen what the step says; what has happened otherwise is left out."""
    ACTIONS[step.action](engine, step.session, **step.arguments)


def _join(engine: Engine, session: Session, **person: Any) -> None:
    engine.join(session, **person)


def _leave(engine: Engine, session: Session, **person: Any) -> None:
    for participant in session.participants.filter(id=person["id"]):
        engine.leave(participant)


def _record(engine: Engine, session: Session) -> None:
    if not session.recordings.filter(status="started").exists():
        engine.start_recording(session)


def _stop(
    engine: Engine, session: Session, *, upload_after: float = 3, is_lost: bool = False
) -> None:
    after = None if is_lost else timedelta(seconds=upload_after)
    for recording in session.recordings.filter(status="started"):
        engine.stop_recording(recording, upload_after=after)


def _fault(_engine: Engine, _session: Session, *, count: int, **fault: Any) -> None:
    Fault.objects.create(remaining=count, **fault)


def _end(engine: Engine, session: Session) -> None:
    engine.end_session(session)


ACTIONS: dict[str, Callable[..., None]] = {
    "join": _join,
    "leave": _leave,
    "record": _record,
    "stop": _stop,
    "fault": _fault,
    "end": _end,
}
