"""The record of who did what: what one may see of it, and what a list is narrowed to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.activity_words import ACTIONS, action_words, target_url, target_words
from accounts.models import User
from accounts.sight import sight_of
from core.filters import ListFilters
from core.models import AuditEntry

EARLIEST, LATEST = date(2000, 1, 1), date(2999, 12, 31)
# Entries that were written at the same time may have their ids the other way round.
OUT_OF_ORDER = 1000


def activity_for(user: User) -> QuerySet[AuditEntry]:
    """Who sees some rooms only sees what they did themselves: entries name all rooms.

    Raises PermissionDenied.
    """
    require(user, "core.view_auditentry")
    entries = AuditEntry.objects.select_related("actor")
    return entries if sight_of(user).scopes is None else entries.filter(actor=user)


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    limits = [MinValueValidator(EARLIEST), MaxValueValidator(LATEST)]
    return forms.DateField(label=label, required=False, widget=widget, validators=limits)


class ActivityFilters(ListFilters):
    person = forms.CharField(label=_("Person"), required=False, max_length=150)
    action = forms.ChoiceField(
        label=_("Action"), required=False, choices=[("", _("Everything")), *ACTIONS.items()]
    )
    outcome = forms.ChoiceField(
        label=_("Outcome"),
        required=False,
        choices=[("", _("Any outcome")), *AuditEntry.Outcome.choices],
    )
    about = forms.CharField(label=_("About"), required=False, max_length=200)
    address = forms.GenericIPAddressField(label=_("Address"), required=False)
    since = _day(_("From"))
    until = _day(_("Until"))

    def narrow(self, entries: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        exactly = {
            "action": self.wanted("action"),
            "outcome": self.wanted("outcome"),
            "address": self.wanted("address"),
        }
        entries = entries.filter(**{name: value for name, value in exactly.items() if value})
        if person := self.wanted("person"):
            entries = _by(entries, person)
        if about := self.wanted("about"):
            entries = entries.filter(target__in=targets_named(about))
        if since := self.wanted("since"):
            entries = _from(entries, _midnight(since))
        if until := self.wanted("until"):
            entries = _before(entries, _midnight(until + timedelta(days=1)))
        return entries


def targets_named(text: str) -> list[str]:
    """A target as it is on record (`room:...`), or the id alone of whatever has it."""
    kinds = ("room", "session", "recording", "callback", "job", "person", "token")
    return [text, *(f"{kind}:{text}" for kind in kinds)]


def _by(entries: QuerySet[AuditEntry], username: str) -> QuerySet[AuditEntry]:
    """By number: which entries a name stands for no index can know."""
    number = User.objects.filter(username=username).values_list("pk", flat=True).first()
    return entries.none() if number is None else entries.filter(actor=number)


def _from(entries: QuerySet[AuditEntry], moment: datetime) -> QuerySet[AuditEntry]:
    """By id as well: the list is in their order, and would be read from its end otherwise."""
    first = AuditEntry.objects.filter(at__gte=moment).order_by("at").values_list("pk", flat=True)
    lowest = first.first()
    if lowest is None:
        return entries.none()
    return entries.filter(at__gte=moment, pk__gte=lowest - OUT_OF_ORDER)


def _before(entries: QuerySet[AuditEntry], moment: datetime) -> QuerySet[AuditEntry]:
    last = AuditEntry.objects.filter(at__lt=moment).order_by("-at").values_list("pk", flat=True)
    highest = last.first()
    if highest is None:
        return entries.none()
    return entries.filter(at__lt=moment, pk__lte=highest + OUT_OF_ORDER)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


@dataclass(frozen=True)
class Change:
    field: str
    before: Any
    after: Any


@dataclass(frozen=True)
class ActivityLine:
    """An entry as a page shows it."""

    entry: AuditEntry

    @property
    def title(self) -> str:
        return action_words(self.entry.action)

    @property
    def about(self) -> str:
        return target_words(self.entry.target, self.entry.target_name)

    @property
    def url(self) -> str:
        return target_url(self.entry.target)

    @property
    def is_refused(self) -> bool:
        return self.entry.outcome == AuditEntry.Outcome.REFUSED

    def changes(self) -> Iterator[Change]:
        for name, both in self.entry.changes.items():
            yield from _changes(name, both.get("before"), both.get("after"))


def _changes(name: str, before: Any, after: Any) -> Iterator[Change]:
    """One for each part of a group that differs."""
    if isinstance(before, dict) or isinstance(after, dict):
        was, now = (each if isinstance(each, dict) else {} for each in (before, after))
        for part in {**was, **now}:
            if was.get(part) != now.get(part):
                yield from _changes(part, was.get(part), now.get(part))
        return
    yield Change(name.replace("_", " "), _readable(before), _readable(after))


def _readable(value: Any) -> Any:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if not isinstance(value, str):
        return value
    try:
        return parse_datetime(value) or value
    except ValueError:
        return value
