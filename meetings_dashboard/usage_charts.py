"""The charts of the overview, and the rows of the tables and files behind them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from core.charts import BarChart, HeatMap
from meetings_dashboard.usage import SPANS, Usage, usage_of

BUSIEST_HOURS = "busiest-hours"


@dataclass(frozen=True)
class Charts:
    """Of the sessions that began in the last `span` days; recordings only for who may see them."""

    usage: Usage
    span: int
    with_recordings: bool

    @classmethod
    def of(cls, user: User, query: Mapping[str, Any]) -> Charts:
        span = next((each for each in SPANS if str(each) == query.get("days")), SPANS[0])
        return cls(usage_of(user, span), span, user.has_perm("recordings.view_recording"))

    @property
    def spans(self) -> tuple[int, ...]:
        return SPANS

    @property
    def is_empty(self) -> bool:
        return not any(each.sessions for each in self.usage.days)

    @cached_property
    def bars(self) -> list[BarChart]:
        charts = [
            self._bars("sessions", _("Sessions"), _("sessions")),
            self._bars("participant_minutes", _("Participant-minutes"), _("minutes")),
        ]
        if self.with_recordings:
            charts.append(self._bars("recorded_minutes", _("Recorded minutes"), _("minutes")))
        return charts

    def _bars(self, name: str, title: str, unit: str) -> BarChart:
        points = [(each.day, getattr(each, name)) for each in self.usage.days]
        return BarChart(name.replace("_", "-"), title, unit, points)

    @cached_property
    def heat(self) -> HeatMap:
        return HeatMap(self.usage.hours)

    def rows(self, chart: str) -> tuple[list[str], Iterator[dict[str, Any]]] | None:
        """(column names, rows) of the file behind a chart; None when there is no such chart."""
        if chart == BUSIEST_HOURS:
            return ["weekday", "hour", "sessions"], self._hour_rows()
        bars = next((each for each in self.bars if each.key == chart), None)
        if bars is None:
            return None
        name = chart.replace("-", "_")
        return ["day", name], ({"day": day, name: value} for day, value in bars.points)

    def _hour_rows(self) -> Iterator[dict[str, Any]]:
        for day in self.heat.days:
            for hour in day.hours:
                yield {"weekday": day.name, "hour": hour.hour, "sessions": hour.value}
