"""Meetings as data: who comes and goes when, how the recording goes, and what fails.

Each is a TOML file with a `title` and `steps`; a step has `at`, in seconds since the session began,
and `do`, which is one of the actions of `meetings_server.scenes`.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

FOLDER = Path(__file__).parent


class Scenario(NamedTuple):
    name: str
    title: str
    steps: list[dict[str, Any]]

    @property
    def records(self) -> bool:
        return any(step["do"] == "record" for step in self.steps)


@cache
def scenarios() -> dict[str, Scenario]:
    return {file.stem: _read(file) for file in sorted(FOLDER.glob("*.toml"))}


def _read(file: Path) -> Scenario:
    content = tomllib.loads(file.read_text())
    return Scenario(file.stem, content["title"], content["steps"])
