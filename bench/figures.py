"""How a benchmark states what it found: one line a figure, each against a limit of the same run."""

from __future__ import annotations

import os
import platform
import sqlite3
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from operator import ge, le

_PASSES = {"<=": le, ">=": ge}


@dataclass(frozen=True)
class Target:
    """Such as `Target(">=", 0.25)`."""

    sign: str
    value: float

    def is_met_by(self, figure: float) -> bool:
        return bool(_PASSES[self.sign](figure, self.value))

    def __str__(self) -> str:
        return f"{self.sign} {self.value:g}"


@dataclass(frozen=True)
class Figure:
    """The median of repeats of one measurement, with their spread."""

    name: str
    repeats: Sequence[float]
    unit: str
    target: Target | None = None

    @property
    def median(self) -> float:
        return statistics.median(self.repeats)

    @property
    def verdict(self) -> str:
        if self.target is None:
            return ""
        return "PASS" if self.target.is_met_by(self.median) else "FAIL"

    def __str__(self) -> str:
        spread = f"({min(self.repeats):.4g} to {max(self.repeats):.4g}, {len(self.repeats)} runs)"
        target = f"target {self.target}" if self.target else ""
        line = f"{self.name:<52} {self.median:>10.4g} {self.unit:<8} {spread:<34} {target:<16}"
        return f"{line} {self.verdict}".rstrip()


def machine() -> str:
    return (
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}, {platform.system()} {platform.machine()}"
    )
