from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, TextChoices
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.filters import ListFilters
from core.times import day_words
from jobs.models import ACTIVE
from recordings.models import (
    UNKNOWN,
    ArchiveState,
    RecordingQuerySet,
    RecordingState,
    RetentionRule,
)
from rooms.scopes import room_words

DEFAULT_SORT = "-began"
SORT_KEYS = {"began": "began_at", "length": "length_key", "size": "size_key", "room": "room_key"}
MEGABYTE = 1024 * 1024
MINUTE = 60


class RecordingView(TextChoices):
    """What can be asked for beside the states themselves."""

    LATE = "late", _("Late")


class Archived(TextChoices):
    YES = "yes", _("Yes")
    NO = "no", _("No")
    FAILED = "failed", _("Failed")


def _day(label: Any) -> forms.DateField:
    # Years that every time zone and both databases bear.
    widget = forms.DateInput(attrs={"type": "date", "min": "2000-01-01"}, format="%Y-%m-%d")
    return forms.DateField(
        label=label, required=False, widget=widget, validators=[_within_the_calendar]
    )


def _within_the_calendar(day: date) -> None:
    if not 1900 <= day.year <= 9000:
        raise ValidationError(_("That is not a year in which anybody records."))


def _figure(label: Any, largest: int) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"inputmode": "numeric"})
    return forms.IntegerField(
        label=label, required=False, min_value=1, max_value=largest, widget=widget
    )


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
    since = _day(_("From"))
    until = _day(_("To"))
    longer = _figure(_("At least"), 100_000)
    shorter = _figure(_("At most"), 100_000)
    larger = _figure(_("At least"), 10_000_000)
    smaller = _figure(_("At most"), 10_000_000)

    archived = forms.ChoiceField(
        label=_("Archived"), required=False, choices=[("", _("Either")), *Archived.choices]
    )

    @property
    def sort(self) -> str:
        sort: str = self.query.get("sort", "")
        return sort if sort.removeprefix("-") in SORT_KEYS else DEFAULT_SORT

    @property
    def is_refined(self) -> bool:
        """Whether one of the filters is on that are folded away otherwise."""
        return any(self.wanted(name) for name in ("since", "until", "archived", *_FIGURES))

    def narrow(self, recordings: RecordingQuerySet) -> RecordingQuerySet:
        """Gone ones only where they are asked for."""
        recordings = _in_state(recordings, self.wanted("state"))
        if text := self.wanted("q"):
            recordings = recordings.search(text)
        if room_id := self.wanted("room"):
            recordings = recordings.filter(session__room__remote_id=room_id)
        if session_id := self.wanted("session"):
            recordings = recordings.filter(session__remote_id=session_id)
        return self._within(recordings)

    def _within(self, recordings: RecordingQuerySet) -> RecordingQuerySet:
        if since := self.wanted("since"):
            recordings = recordings.filter(began_at__gte=_midnight(since))
        if until := self.wanted("until"):
            recordings = recordings.filter(began_at__lt=_midnight(until + timedelta(days=1)))
        for name, (lookup, unit) in _FIGURES.items():
            if figure := self.wanted(name):
                recordings = recordings.filter(**{lookup: figure * unit})
        if archived := self.wanted("archived"):
            recordings = recordings.filter(_ARCHIVED[archived])
        # What is not known is not small.
        if self.wanted("shorter"):
            recordings = recordings.filter(length_key__gt=UNKNOWN)
        if self.wanted("smaller"):
            recordings = recordings.filter(size_key__gt=UNKNOWN)
        return recordings

    def words_for(self, name: str) -> str:
        value = self.wanted(name)
        if name == "room":
            return room_words(self.user, value) or super().words_for(name)
        if name in ("since", "until"):
            return day_words(value)
        if name in ("longer", "shorter"):
            return gettext("%(minutes)s min") % {"minutes": value}
        if name in ("larger", "smaller"):
            return str(filesizeformat(value * MEGABYTE))
        return super().words_for(name)


# The filter, what it is looked up by, and how much one of its unit is.
_FIGURES = {
    "longer": ("length_key__gte", MINUTE),
    "shorter": ("length_key__lte", MINUTE),
    "larger": ("size_key__gte", MEGABYTE),
    "smaller": ("size_key__lte", MEGABYTE),
}


_READY = Q(archive__state=ArchiveState.READY)
_LEFT = Q(archive__job__isnull=False) & ~Q(archive__job__state__in=ACTIVE)
_ARCHIVED = {
    Archived.YES: _READY,
    Archived.NO: ~_READY,
    # As `Archive.badge` says.
    Archived.FAILED: Q(archive__state=ArchiveState.FAILED) | (_LEFT & ~_READY),
}


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _in_state(recordings: RecordingQuerySet, state: Any) -> RecordingQuerySet:
    if state == RecordingView.LATE:
        return recordings.late()
    if state == RecordingState.GONE:
        return recordings.gone()
    recordings = recordings.listed()
    return recordings.filter(status=state) if state else recordings


class HoldForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        help_text=_("Whoever tries to delete it reads this."),
    )


class RetentionRuleForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = RetentionRule
        fields = ("name", "days", "only_archived", "room_prefix", "metadata")
