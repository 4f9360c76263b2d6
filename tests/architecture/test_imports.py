from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINTER = Path(sys.executable).with_name("lint-imports")


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LINTER, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False
    )


def test_imports_point_one_way():
    result = lint(ROOT)

    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("package", "line"),
    [
        ("rooms", "import webhooks.models"),
        ("recordings", "from meetings_api.client import MeetingsClient"),
        ("meetings_api", "import django"),
        ("meetings_server", "import core.text"),
        ("core", "import meetings_server"),
    ],
)
def test_a_wrong_import_is_found(tmp_path, package, line):
    for name in _packages():
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text())
    _replace_by_copy(tmp_path / package)
    (tmp_path / package / "stray.py").write_text(line)

    assert lint(tmp_path).returncode == 1


def _packages() -> list[str]:
    return [path.parent.name for path in ROOT.glob("*/__init__.py")]


def _replace_by_copy(folder: Path) -> None:
    source = folder.resolve()
    folder.unlink()
    for file in source.rglob("*.py"):
        target = folder / file.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(file.read_text())
