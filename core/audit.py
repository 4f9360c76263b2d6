from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from core.models import AuditEntry
from core.origin import current_origin
from core.text import storable
from meetings_api import MeetingsApiError

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Act:
    """Something that somebody does to something; `changes` is {field: (before, after)}."""

    actor: User | None
    action: str
    target: str
    target_name: str = ""
    changes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    reason: str = ""

    def done(self, *, detail: str = "") -> AuditEntry:
        return self._record(AuditEntry.Outcome.DONE, detail)

    def refused(self, *, detail: str = "") -> AuditEntry:
        return self._record(AuditEntry.Outcome.REFUSED, detail)

    @contextmanager
    def refusal_recorded(self) -> Iterator[None]:
        """Record what the API refused, then let its error go on to the page."""
        try:
            yield
        except MeetingsApiError as error:
            self._record(AuditEntry.Outcome.REFUSED, str(error))
            raise

    def _record(self, outcome: AuditEntry.Outcome, detail: str) -> AuditEntry:
        origin = current_origin()
        return AuditEntry.objects.create(
            actor=self.actor,
            action=self.action,
            target=self.target[:200],
            target_name=storable(self.target_name),
            changes={
                name: {"before": _plain(before), "after": _plain(after)}
                for name, (before, after) in self.changes.items()
            },
            outcome=outcome,
            address=origin.address,
            request_id=origin.request_id,
            token=origin.token,
            reason=storable(self.reason),
            detail=storable(detail),
        )


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else storable(value)
