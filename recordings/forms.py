from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.filters import ListFilters
from recordings.models import RecordingQuerySet, RecordingState
from rooms.models import Room

DEFAULT_SORT = "-began"


class RecordingView(TextChoices):
    """What can be asked for beside the states themselves."""

    LATE = "late", _("Late")


class RecordingFilters(ListFilters):
    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=200,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": _("Room, session or recording id")},
        ),
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("All")), *RecordingView.choices, *RecordingState.choices],
    )
    room = forms.CharField(label=_("Room"), required=False, max_length=200)
    session = forms.CharField(label=_("Session"), required=False, max_length=200)

    @property
    def sort(self) -> str:
        sort: str = self.query.get("sort", "")
        return sort if sort.removeprefix("-") in ("began", "length") else DEFAULT_SORT

    def narrow(self, recordings: RecordingQuerySet) -> RecordingQuerySet:
        """Gone ones only where they are asked for."""
        recordings = _in_state(recordings, self.wanted("state"))
        if text := self.wanted("q"):
            recordings = recordings.search(text)
        if room_id := self.wanted("room"):
            recordings = recordings.filter(session__room__remote_id=room_id)
        if session_id := self.wanted("session"):
            recordings = recordings.filter(session__remote_id=session_id)
        return recordings

    def words_for(self, name: str) -> str:
        if name == "room":
            room = Room.objects.filter(remote_id=self.wanted("room")).first()
            return room.name if room else super().words_for(name)
        return super().words_for(name)


def _in_state(recordings: RecordingQuerySet, state: Any) -> RecordingQuerySet:
    if state == RecordingView.LATE:
        return recordings.late()
    if state == RecordingState.GONE:
        return recordings.gone()
    recordings = recordings.present()
    return recordings.filter(status=state) if state else recordings
