"""What jobs can do: a registry that higher apps fill in their `AppConfig.ready`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise

from jobs.models import ItemState, Job, JobItem


@dataclass(frozen=True)
class Outcome:
    """What became of an item; `again` leaves it waiting, to be called for again after so long."""

    state: ItemState
    detail: str = ""
    again: timedelta | None = None


def done(detail: str = "") -> Outcome:
    return Outcome(ItemState.DONE, detail)


def skipped(detail: str) -> Outcome:
    return Outcome(ItemState.SKIPPED, detail)


def failed(detail: str) -> Outcome:
    return Outcome(ItemState.FAILED, detail)


def again(detail: str = "", *, after: timedelta = timedelta(0)) -> Outcome:
    return Outcome(ItemState.WAITING, detail, again=after)


class JobRefused(Exception):
    """A job that cannot be begun or cannot go on; the text says why."""


@dataclass(frozen=True)
class Fruit:
    """What a finished job has brought: where it is, what its button says, until when it is kept.

    Without an address it was kept, and is not any more.
    """

    url: str
    label: str | Promise
    until: datetime | None = None


@dataclass(frozen=True)
class Undo:
    """The form that takes back what a job has done."""

    url: str
    fields: dict[str, str]


Handler = Callable[[Job, JobItem], Outcome]


@dataclass(frozen=True)
class JobKind:
    """One kind of job.

    The handler is called once for each item, and again for one that it has asked for again, or
    whose worker died in between. With `is_local` it runs inside the transaction that also notes
    its outcome, so that it happens exactly once; without, it may call out, and has to take what
    an earlier call of its own has done already for done.
    """

    name: str
    label: str | Promise
    permission: str
    handler: Handler
    is_local: bool = False
    # Once, after the last item; may run again if its worker dies. Raises JobRefused.
    finish: Callable[[Job], None] | None = None
    # What a finished job has brought.
    fruit: Callable[[Job], Fruit | None] | None = None
    undo: Callable[[Job], Undo] | None = None


_kinds: dict[str, JobKind] = {}


def register(kind: JobKind) -> None:
    _kinds[kind.name] = kind


def words_of(name: str) -> str:
    """What people call this kind of job; `name` itself for one that no app knows any more."""
    return str(_kinds[name].label) if name in _kinds else name


def kind_of(job: Job) -> JobKind:
    """Raises JobRefused for one that no app knows any more."""
    try:
        return _kinds[job.kind]
    except KeyError:
        raise JobRefused(f"There is no work called {job.kind!r} any more.") from None
