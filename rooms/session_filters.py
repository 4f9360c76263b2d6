from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.filters import ListFilters
from rooms.models import SessionState
from rooms.models.session import MeetingSessionQuerySet
from rooms.scopes import room_words
from rooms.session_search import sessions_found

SORT_KEYS = {
    "began": "began_at",
    "length": "length_seconds",
    "peak": "peak",
    "minutes": "person_seconds",
}
DEFAULT_SORT = "-began"
# Dates beyond have no place in every zone.
EARLIEST, LATEST = date(2000, 1, 1), date(2999, 12, 31)
LENGTHS = {
    "under-5": Q(length_seconds__lt=300),
    "5": Q(length_seconds__gte=300),
    "30": Q(length_seconds__gte=1800),
    "60": Q(length_seconds__gte=3600),
    "120": Q(length_seconds__gte=7200),
}


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    limits = [MinValueValidator(EARLIEST), MaxValueValidator(LATEST)]
    return forms.DateField(label=label, required=False, widget=widget, validators=limits)


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
    length = forms.ChoiceField(
        label=_("Length"),
        required=False,
        choices=[
            ("", _("Any length")),
            ("under-5", _("Under 5 minutes")),
            ("5", _("5 minutes and more")),
            ("30", _("30 minutes and more")),
            ("60", _("1 hour and more")),
            ("120", _("2 hours and more")),
        ],
    )
    since = _day(_("From"))
    until = _day(_("Until"))

    @property
    def state_wanted(self) -> SessionState | None:
        value = self.wanted("state")
        return SessionState(value) if value else None

    @property
    def sort(self) -> str:
        sort = self.query.get("sort", DEFAULT_SORT)
        return sort if sort.removeprefix("-") in SORT_KEYS else DEFAULT_SORT

    @property
    def order(self) -> tuple[str, bool]:
        """The field to sort by, and whether downwards; what goes on has no figures to sort by."""
        sort = DEFAULT_SORT if self.state_wanted == SessionState.LIVE else self.sort
        return SORT_KEYS[sort.removeprefix("-")], sort.startswith("-")

    def narrow(self, sessions: MeetingSessionQuerySet) -> MeetingSessionQuerySet:
        """By all but the state: a list shows what is live and what is past apart."""
        if text := self.wanted("q"):
            sessions = sessions_found(sessions, text)
        if room_id := self.wanted("room"):
            sessions = sessions.filter(room__remote_id=room_id)
        if length := self.wanted("length"):
            sessions = sessions.ended().filter(LENGTHS[length])
        if since := self.wanted("since"):
            sessions = sessions.filter(began_at__gte=_midnight(since))
        if until := self.wanted("until"):
            sessions = sessions.filter(began_at__lt=_midnight(until + timedelta(days=1)))
        return sessions

    def words_for(self, name: str) -> str:
        if name == "room":
            return room_words(self.user, self.wanted("room")) or super().words_for(name)
        return super().words_for(name)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
