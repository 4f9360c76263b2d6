from __future__ import annotations

import time
from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.http import QueryDict

from webhooks.confirmation import ReplayConfirmation
from webhooks.events import kind_of
from webhooks.forms import CallbackFilters
from webhooks.models import Callback, CallbackKind, CallbackState
from webhooks.replay_runs import NothingToReplay, replay_run_start, replay_run_step

# The command's word for each filter of the list.
FILTERS = {
    "event": "kind",
    "state": "state",
    "room": "room",
    "session": "session",
    "recording": "recording",
    "since": "since",
    "until": "until",
    "id": "ids",
}


class Command(BaseCommand):
    help = (
        "Have stored callbacks applied once more, the oldest first. Doing so twice is safe. "
        "All conditions must hold; at least one is needed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--failed", action="store_true", help="those that failed or are dead")
        parser.add_argument("--state", choices=CallbackState.values)
        parser.add_argument("--event", type=_event, help="recording:uploaded, in any spelling")
        parser.add_argument("--room", help="those that name the room of this id")
        parser.add_argument("--session", help="those that name the session of this id")
        parser.add_argument("--recording", help="those that name the recording of this id")
        parser.add_argument("--since", help="received since, 2026-05-12T16:00 or with +02:00")
        parser.add_argument("--until", help="received until")
        parser.add_argument("--id", help="these only: 1,2,3")
        parser.add_argument("--dry-run", action="store_true", help="only say which")

    def handle(self, *args: Any, **options: Any) -> None:
        filters = CallbackFilters(_query(options))
        if filters.problems:
            raise CommandError(" ".join(filters.problems))
        if not filters.is_narrowed:
            raise CommandError("Say which ones, for example --failed; see --help.")
        if options["dry_run"]:
            self._say_which(filters)
        else:
            self._replay(filters)
        self._say_what_cannot_be(filters)

    def _say_which(self, filters: CallbackFilters) -> None:
        confirmation = ReplayConfirmation(filters)
        self.stdout.write(f"{confirmation.total} callbacks would be replayed.")
        for kind, count in confirmation.kinds:
            self.stdout.write(f"{count:>8}  {kind.value}")

    def _replay(self, filters: CallbackFilters) -> None:
        try:
            run = replay_run_start(filters, actor=None)
        except NothingToReplay:
            self.stdout.write("0 callbacks were replayed.")
            return
        while (wait := replay_run_step(run.pk)) is not None:
            time.sleep(wait)
        run.refresh_from_db()
        self.stdout.write(f"{run.replayed} callbacks were replayed.")

    def _say_what_cannot_be(self, filters: CallbackFilters) -> None:
        if impossible := filters.narrow(Callback.objects.filter(kind="")).count():
            self.stdout.write(f"{impossible} cannot be applied: unreadable or of no known event.")
        if wanted := set(filters.wanted("ids") or ()):
            there = set(Callback.objects.filter(pk__in=wanted).values_list("pk", flat=True))
            if missing := sorted(wanted - there):
                self.stdout.write(f"There is no such callback: {', '.join(map(str, missing))}.")


def _query(options: dict[str, Any]) -> QueryDict:
    query = QueryDict(mutable=True)
    for option, name in FILTERS.items():
        if options[option] is not None:
            query[name] = options[option]
    if options["failed"]:
        query["state"] = "broken"
    return query


def _event(text: str) -> str:
    kind = kind_of(text)
    if kind is None:
        raise ArgumentTypeError(f"{text!r} is no event, such as {CallbackKind.SESSION_ENDED}")
    return kind.value
