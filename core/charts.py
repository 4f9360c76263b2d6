"""Bars over days and a map of the hours, as shapes for an SVG that stretches to its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR

from core import times

HEIGHT = 1000
STEP = 10
GAP = 2
SHADES = 4


@dataclass(frozen=True)
class Column:
    """One day; `top` and `height` are in units of the drawing, which is `HEIGHT` high."""

    x: int
    top: int
    height: int
    value: int
    day: date

    @property
    def words(self) -> str:
        return times.weekday_words(self.day)


@dataclass(frozen=True)
class BarChart:
    """`unit` says of what the values are; the drawing has no words in it that could stretch."""

    key: str
    title: str
    unit: str
    points: Sequence[tuple[date, int]]

    @cached_property
    def ceiling(self) -> int:
        """The lowest round number that no value is above."""
        return _round_up(max((value for _day, value in self.points), default=0))

    @cached_property
    def columns(self) -> list[Column]:
        return [self._column(place, *point) for place, point in enumerate(self.points)]

    def _column(self, place: int, day: date, value: int) -> Column:
        # What is not nothing can be seen.
        height = max(value * HEIGHT // self.ceiling, 8) if value else 0
        return Column(place * STEP, HEIGHT - height, height, value, day)

    @property
    def width(self) -> int:
        return len(self.points) * STEP

    @property
    def column_width(self) -> int:
        return STEP - GAP

    @property
    def middle(self) -> int | None:
        return self.ceiling // 2 if self.ceiling % 2 == 0 else None

    @property
    def total(self) -> int:
        return sum(value for _day, value in self.points)

    @property
    def highest(self) -> Column:
        return max(self.columns, key=lambda column: column.value)


@dataclass(frozen=True)
class Hour:
    x: int
    hour: int
    value: int
    shade: int

    @property
    def words(self) -> str:
        return f"{self.hour:02}:00"


@dataclass(frozen=True)
class Weekday:
    y: int
    name: str
    short_name: str
    hours: Sequence[Hour]


@dataclass(frozen=True)
class HeatMap:
    """`values` are seven days, Monday first, of 24 hours; shade 0 stands for nothing at all."""

    values: Sequence[Sequence[int]]

    @cached_property
    def highest(self) -> int:
        return max(max(hours) for hours in self.values)

    @cached_property
    def days(self) -> list[Weekday]:
        return [
            Weekday(day, str(WEEKDAYS[day]), str(WEEKDAYS_ABBR[day]), self._hours(hours))
            for day, hours in enumerate(self.values)
        ]

    @cached_property
    def busiest(self) -> tuple[Weekday, Hour]:
        every = [(day, hour) for day in self.days for hour in day.hours]
        return max(every, key=lambda each: each[1].value)

    @property
    def table(self) -> list[tuple[str, list[int]]]:
        """(hour, what each weekday has) of all hours."""
        return [(f"{hour:02}:00", [day[hour] for day in self.values]) for hour in range(24)]

    @property
    def shades(self) -> range:
        return range(SHADES + 1)

    def _hours(self, values: Sequence[int]) -> list[Hour]:
        return [Hour(hour, hour, value, self._shade(value)) for hour, value in enumerate(values)]

    def _shade(self, value: int) -> int:
        return -(-value * SHADES // self.highest) if value else 0


def _round_up(value: int) -> int:
    """1, 2, 4, 6, 10, 20, 40 and so on: but for 1, all can be halved for the line in the middle."""
    if value <= 1:
        return 1
    power = int(10 ** (len(str(value)) - 1))
    for step in (1, 2, 4, 6, 10):
        if value <= step * power:
            return step * power
    return 10 * power
