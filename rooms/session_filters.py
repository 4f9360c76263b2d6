from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from core.filters import ListFilters
from rooms.models import Room, SessionState
from rooms.models.session import MeetingSessionQuerySet


class SessionFilters(ListFilters):
    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=200,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": _("Room, person or session id")},
        ),
    )
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All")), *SessionState.choices]
    )
    room = forms.CharField(label=_("Room"), required=False, max_length=200)

    @property
    def state_wanted(self) -> SessionState | None:
        value = self.wanted("state")
        return SessionState(value) if value else None

    def narrow(self, sessions: MeetingSessionQuerySet) -> MeetingSessionQuerySet:
        """By all but the state: a list shows what is live and what is past apart."""
        if text := self.wanted("q"):
            sessions = sessions.search(text)
        if room_id := self.wanted("room"):
            sessions = sessions.filter(room__remote_id=room_id)
        return sessions

    def words_for(self, name: str) -> str:
        if name == "room":
            room = Room.objects.filter(remote_id=self.wanted("room")).first()
            return room.name if room else super().words_for(name)
        return super().words_for(name)
