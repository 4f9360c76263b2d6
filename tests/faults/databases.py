"""Looks into the database of a run from outside, and into what it ought to be."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import psycopg

from tests.support.serve import ROOT

PENDING = "SELECT count(*) FROM webhooks_callback WHERE state IN ('received', 'failed')"


class Database:
    """That of one data folder: PostgreSQL if there is a URL."""

    def __init__(self, data_dir: Path, url: str) -> None:
        self._data_dir = data_dir
        self._url = url

    def pending(self) -> int:
        if self._url:
            with psycopg.connect(self._url) as connection:
                row = connection.execute(PENDING).fetchone()
                assert row is not None
                return int(row[0])
        with sqlite3.connect(self._data_dir / "dashboard.sqlite3", timeout=30) as connection:
            return int(connection.execute(PENDING).fetchone()[0])

    def facts(self, *, told: Sequence[bytes] = ()) -> dict[str, Any]:
        """See `tests.faults.facts`."""
        arguments = []
        if told:
            file = self._data_dir / "told.json"
            file.write_text(json.dumps([body.decode() for body in told]))
            arguments = [str(file)]
        answer = subprocess.run(
            [sys.executable, "-m", "tests.faults.facts", *arguments],
            cwd=ROOT,
            env=self._environment(),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        facts: dict[str, Any] = json.loads(answer.stdout)
        return facts

    def _environment(self) -> Mapping[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        url = {"DATABASE_URL": self._url} if self._url else {"SQLITE_SYNCHRONOUS": "NORMAL"}
        return kept | url | {"DATA_DIR": str(self._data_dir)}
