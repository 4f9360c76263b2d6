from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, TextChoices
from django.utils.translation import gettext_lazy as _

from core.filters import ListFilters
from rooms.models import Room
from webhooks.models import CallbackKind, CallbackQuerySet, CallbackState

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
            attrs={"type": "search", "placeholder": _("Id of a room, session, recording, person")},
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

    def narrow(self, callbacks: CallbackQuerySet) -> CallbackQuerySet:
        callbacks = _in_state(callbacks, self.wanted("state")).filter(self._about())
        if kind := self.wanted("kind"):
            callbacks = callbacks.filter(kind="" if kind == UnknownKind.UNKNOWN else kind)
        if since := self.wanted("since"):
            callbacks = callbacks.filter(received_at__gte=since)
        if until := self.wanted("until"):
            callbacks = callbacks.filter(received_at__lte=until)
        return callbacks

    def words_for(self, name: str) -> str:
        if name == "room":
            room = Room.objects.filter(remote_id=self.wanted("room")).first()
            return room.name if room else super().words_for(name)
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
    return callbacks.filter(state=state) if state else callbacks
