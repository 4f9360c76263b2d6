from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from django.db.models import BigIntegerField, Case, Exists, OuterRef, Subquery, Value, When
from django.utils.translation import gettext as _

from accounts.names import are_names_shown
from core.redaction import HIDDEN, redacted
from recordings.models import Recording
from rooms.models import MeetingSession, Participant, Room
from webhooks.models import PENDING, Callback, CallbackQuerySet, CallbackState
from webhooks.names import payload_seen, unnamed
from webhooks.timeline import Entry, entries, told_by_columns


def in_context(callbacks: CallbackQuerySet) -> CallbackQuerySet:
    """Add what a page shows around a callback, in the same query.

    `room_name`, `person_name`, `has_session`, `has_recording`, `previous_pk` and `next_pk` of
    the session.
    """
    room = Room.objects.filter(remote_id=OuterRef("room_remote_id"))
    person = Participant.objects.filter(
        session__remote_id=OuterRef("session_remote_id"),
        remote_id=OuterRef("participant_remote_id"),
    )
    session = MeetingSession.objects.filter(remote_id=OuterRef("session_remote_id"))
    recording = Recording.objects.filter(remote_id=OuterRef("recording_remote_id"))
    siblings = Callback.objects.filter(session_remote_id=OuterRef("session_remote_id"))
    earlier = siblings.filter(pk__lt=OuterRef("pk")).order_by("-pk")
    later = siblings.filter(pk__gt=OuterRef("pk")).order_by("pk")
    return callbacks.annotate(
        room_name=Subquery(room.values("display_name")[:1]),
        person_name=Subquery(person.values("name")[:1]),
        has_session=Exists(session),
        has_recording=Exists(recording),
        previous_pk=_of_a_session(earlier),
        next_pk=_of_a_session(later),
    )


def _of_a_session(siblings: CallbackQuerySet) -> Case:
    """Without a session there are no siblings, but a great many callbacks that have none either."""
    return Case(
        When(session_remote_id="", then=Value(None)),
        default=Subquery(siblings.values("pk")[:1]),
        output_field=BigIntegerField(null=True),
    )


class CallbackPage:
    """What the page of one callback shows: the signatures of links in it are hidden."""

    def __init__(self, callback: Callback) -> None:
        self.callback = callback

    @property
    def payload(self) -> str | None:
        """As JSON text; None when what came is no callback at all."""
        if self.callback.payload is None:
            return None
        return redacted(json.dumps(payload_seen(self.callback), ensure_ascii=False))

    @property
    def body(self) -> str:
        """As received. Nobody can tell where in it a name is, so it is for those who see names."""
        if are_names_shown():
            return redacted(self.callback.text)
        return _("Hidden: it may hold names of people, which your role does not show.")

    @property
    def hides_something(self) -> bool:
        return HIDDEN in (self.payload or self.body)

    @property
    def headers(self) -> dict[str, str]:
        return {name: redacted(str(value)) for name, value in self.callback.headers.items()}

    @cached_property
    def timeline(self) -> Sequence[Entry]:
        """Free of names that the one who is looking does not see."""
        told = list(entries(self.callback.history)) or told_by_columns(self.callback)
        seen = unnamed(self.callback)
        return [
            replace(entry, effects=seen(list(entry.effects)), error=seen(entry.error))
            for entry in told
        ]

    @property
    def is_pending(self) -> bool:
        return self.callback.state in PENDING

    @property
    def is_first_attempt(self) -> bool:
        return self.is_pending and not self.callback.attempts and not self.callback.history

    @property
    def can_be_replayed(self) -> bool:
        return bool(self.callback.kind)

    @property
    def is_unknown(self) -> bool:
        return self.callback.state == CallbackState.IGNORED and not self.callback.kind

    @property
    def is_dead(self) -> bool:
        return self.callback.state == CallbackState.DEAD

    @property
    def is_rejected(self) -> bool:
        return self.callback.state == CallbackState.REJECTED
