from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FINE = {"name": "django", "version": "5.2", "vulns": []}
FLAWED = {
    "name": "django",
    "version": "5.2",
    "vulns": [{"id": "CVE-2026-1", "fix_versions": ["5.2.1"]}],
}
UNKNOWN = {"name": "django", "skip_reason": "Dependency not found"}


@pytest.fixture
def audit(tmp_path):
    def audit(says: str, status: int = 0) -> tuple[int, str]:
        stand_in = tmp_path / "pip-audit"
        stand_in.write_text(f"#!/bin/sh\ncat <<'END'\n{says}\nEND\nexit {status}\n")
        stand_in.chmod(0o700)
        command = [sys.executable, "tools/audit.py", str(stand_in)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr

    return audit


def packages(*found: dict) -> str:
    return json.dumps({"dependencies": list(found)})


def test_a_known_flaw_fails_and_says_what_mends_it(audit):
    status, words = audit(packages(FLAWED, UNKNOWN), 1)

    assert status == 1
    assert "django 5.2: CVE-2026-1, mended in 5.2.1" in words
    assert "1 of 2 packages asked about" in words


def test_no_known_flaw_passes(audit):
    assert audit(packages(FINE)) == (0, "Audit: 1 of 1 packages asked about, 0 known flaws.\n")


@pytest.mark.parametrize("says", [packages(UNKNOWN), "", "Connection refused", "[]"])
def test_who_was_not_reached_is_not_taken_for_a_pass(audit, says):
    status, words = audit(says, 1)

    assert status == 0
    assert words.startswith("Audit: NOT DONE")


def test_without_the_tool_it_says_so(tmp_path):
    command = [sys.executable, "tools/audit.py", str(tmp_path / "nothing")]

    assert "NOT DONE" in subprocess.run(command, cwd=ROOT, capture_output=True, text=True).stdout


def test_it_waits_no_longer_than_it_says(tmp_path, monkeypatch, capsys):
    from tools import audit

    slow = tmp_path / "slow"
    slow.write_text("#!/bin/sh\nexec sleep 30\n")
    slow.chmod(0o700)
    monkeypatch.setattr(audit, "MOST_SECONDS", 0.2)
    began = time.monotonic()

    assert audit.main(str(slow)) == 0
    assert time.monotonic() - began < 10
    assert "no answer within" in capsys.readouterr().out
