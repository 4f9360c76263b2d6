from __future__ import annotations

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.filters import ListFilters
from rooms.models import Drift, DriftKind, DriftWinner, FoundBy


class DriftFilters(ListFilters):
    kind = forms.ChoiceField(
        label=_("About"),
        required=False,
        choices=[("", _("Rooms, sessions, recordings")), *DriftKind.choices],
    )
    found_by = forms.ChoiceField(
        label=_("Found by"),
        required=False,
        choices=[("", _("Found by anything")), *FoundBy.choices],
    )
    winner = forms.ChoiceField(
        label=_("Outcome"), required=False, choices=[("", _("Any outcome")), *DriftWinner.choices]
    )
    id = forms.CharField(label=_("Id"), required=False, max_length=200)

    def applied(self, drifts: QuerySet[Drift]) -> QuerySet[Drift]:
        for name in ("kind", "found_by", "winner"):
            if value := self.wanted(name):
                drifts = drifts.filter(**{name: value})
        if remote_id := self.wanted("id"):
            drifts = drifts.filter(remote_id=remote_id)
        return drifts
