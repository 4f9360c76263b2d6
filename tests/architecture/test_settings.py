from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
READ = re.compile(r'env\.\w+\(\s*"(\w+)"|env\.read_\w+\(\s*"(\w+)"')
READ_BY_SERVE = re.compile(r'environment\("(\w+)"')


def names_read() -> set[str]:
    settings = (ROOT / "meetings_dashboard" / "settings.py").read_text()
    serve = (ROOT / "meetings_dashboard" / "management" / "commands" / "serve.py").read_text()
    return {found[0] or found[1] for found in READ.findall(settings)} | set(
        READ_BY_SERVE.findall(serve)
    )


def names_documented() -> set[str]:
    text = (ROOT / ".env.example").read_text()
    return set(re.findall(r"^#?([A-Z_]+)=", text, re.MULTILINE))


def test_every_setting_is_documented_and_every_documented_one_is_read():
    assert names_read() == names_documented()
