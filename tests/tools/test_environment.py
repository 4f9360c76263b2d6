from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "tools" / "environment.py"


def run_with(preparation: str) -> subprocess.CompletedProcess[str]:
    program = f"import runpy, sys; {preparation}; sys.argv = ['x', 'requirements.txt']; runpy.run_path({str(SCRIPT)!r}, run_name='__main__')"
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )


def test_an_old_python_is_told_in_one_line():
    result = run_with("sys.version_info = (3, 9, 2)")

    assert result.returncode == 1
    assert result.stderr == (
        "Cannot set up: this is Python 3.9, and 3.11 or newer is needed. "
        "Choose one with PYTHON=python3.x\n"
    )


def test_a_missing_pip_is_told_in_one_line():
    result = run_with("sys.modules['ensurepip'] = None")

    assert result.returncode == 1
    assert result.stderr.startswith("Cannot set up: this Python comes without pip and venv.")
    assert result.stderr.count("\n") == 1


def test_it_is_readable_for_pythons_of_long_ago():
    compile(SCRIPT.read_text(), str(SCRIPT), "exec", dont_inherit=True)
    assert "f'" not in SCRIPT.read_text()
    assert 'f"' not in SCRIPT.read_text()
