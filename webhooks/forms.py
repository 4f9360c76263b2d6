from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, TextChoices
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from core.filters import ListFilters
from rooms.scopes import room_words
from webhooks.models import CallbackKind, CallbackQuerySet, CallbackState

# One digit less than the longest key that a database takes.
LONGEST_KEY = 19
BY_REMOTE_ID = ("room", "session", "participant", "recording")


class CallbackView(TextChoices):
    """What can be asked for beside the states themselves."""

    BROKEN = "broken", _("Failing")


class UnknownKind(TextChoices):
    UNKNOWN = "unknown", _("Unknown or unreadable")


def _moment(label: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, required=False, widget=widget)


class CallbackFilters(ListFilters):
    q = forms.CharField(
        label=_("Id"),
        required=False,
        max_length=200,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": _("Id of anything")},
        ),
    )
    kind = forms.ChoiceField(
        label=_("Event"),
        required=False,
        choices=[("", _("Any event")), *CallbackKind.choices, *UnknownKind.choices],
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("Any state")), *CallbackView.choices, *CallbackState.choices],
    )
    since = _moment(_("From"))
    until = _moment(_("Until"))
    room = forms.CharField(label=_("Room"), required=False, max_length=200)
    session = forms.CharField(label=_("Session"), required=False, max_length=200)
    recording = forms.CharField(label=_("Recording"), required=False, max_length=200)
    ids = forms.CharField(label=_("Numbers"), required=False, max_length=2000)

    def clean_ids(self) -> list[int]:
        """The keys of single callbacks, "1,2,3"."""
        keys = [part.strip() for part in self.cleaned_data["ids"].split(",") if part.strip()]
        if not all(key.isascii() and key.isdigit() and len(key) < LONGEST_KEY for key in keys):
            raise ValidationError(_("Give the numbers of callbacks, with commas between."))
        return [int(key) for key in keys]

    def narrow(self, callbacks: CallbackQuerySet) -> CallbackQuerySet:
        callbacks = _in_state(callbacks, self.wanted("state")).filter(self._about())
        if kind := self.wanted("kind"):
            callbacks = callbacks.filter(kind="" if kind == UnknownKind.UNKNOWN else kind)
        if since := self.wanted("since"):
            callbacks = callbacks.filter(received_at__gte=since)
        if until := self.wanted("until"):
            callbacks = callbacks.filter(received_at__lte=until)
        if ids := self.wanted("ids"):
            callbacks = callbacks.filter(pk__in=ids)
        return callbacks

    @property
    def paging_key(self) -> str:
        """What the index that serves these filters is ordered by; either is the order of receipt."""
        wanted = {name for name, value in self.cleaned_data.items() if value}
        return "received_at" if wanted and wanted <= {"kind", "since", "until"} else "id"

    def frozen(self) -> str:
        """The filters as a query string that means the same in any time zone."""
        frozen = QueryDict(mutable=True)
        for name, value in self.cleaned_data.items():
            if value:
                is_moment = isinstance(value, datetime)
                frozen[name] = value.isoformat() if is_moment else self.data[name]
        return frozen.urlencode()

    @property
    def words(self) -> str:
        return ", ".join(f"{chip.label}: {chip.value}" for chip in self.chips)

    def words_for(self, name: str) -> str:
        if name == "room":
            return room_words(self.user, self.wanted("room")) or super().words_for(name)
        words = super().words_for(name)
        return words.replace("T", " ") if name in ("since", "until") else words

    def _about(self) -> Q:
        condition = Q()
        for name in ("room", "session", "recording"):
            if remote_id := self.wanted(name):
                condition &= Q(**{f"{name}_remote_id": remote_id})
        if remote_id := self.wanted("q"):
            anything = [Q(**{f"{name}_remote_id": remote_id}) for name in BY_REMOTE_ID]
            condition &= anything[0] | anything[1] | anything[2] | anything[3]
        return condition


def _in_state(callbacks: CallbackQuerySet, state: Any) -> CallbackQuerySet:
    if state == CallbackView.BROKEN:
        return callbacks.broken()
    return callbacks.in_state(CallbackState(state)) if state else callbacks
