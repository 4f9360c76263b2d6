from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from webhooks.models import Callback, CallbackKind
from webhooks.replays import replay_all


class Command(BaseCommand):
    help = "Have stored callbacks applied once more, the oldest first. Doing so twice is safe."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--failed", action="store_true", help="those that failed or are dead")
        parser.add_argument("--kind", choices=CallbackKind.values, help="those of one event")
        parser.add_argument("--ids", type=_keys, help="these only: 1,2,3")

    def handle(self, *args: Any, **options: Any) -> None:
        if not (options["failed"] or options["kind"] or options["ids"]):
            raise CommandError("Say which ones: --failed, --kind KIND or --ids 1,2,3.")
        keys = list(_chosen(options["failed"], options["kind"], options["ids"]))
        replayed, impossible = replay_all(keys)
        self.stdout.write(f"{replayed} callbacks are in line to be applied again.")
        if impossible:
            self.stdout.write(f"{impossible} cannot be applied: unreadable or of no known event.")
        if left_out := sorted(set(options["ids"] or ()) - set(keys)):
            self.stdout.write(f"There is no such callback: {', '.join(map(str, left_out))}.")


def _chosen(failed: bool, kind: str | None, ids: list[int] | None) -> Iterable[int]:  # noqa: FBT001
    chosen = Callback.objects.broken() if failed else Callback.objects.all()
    if kind:
        chosen = chosen.filter(kind=kind)
    if ids is not None:
        chosen = chosen.filter(pk__in=ids)
    return chosen.order_by("pk").values_list("pk", flat=True)


def _keys(text: str) -> list[int]:
    return [int(key) for key in text.split(",") if key.strip()]
