from __future__ import annotations

import inspect
import re
from pathlib import Path

from vonage.meetings import Meetings

# Reads nothing and writes nothing: it puts parameters together for the others.
HELPERS = {"set_start_and_end_params"}


def test_no_method_is_left_out() -> None:
    methods = {name for name, _ in inspect.getmembers(Meetings, inspect.isfunction)}
    public = {name for name in methods if not name.startswith("_")} - HELPERS
    tests = "".join(file.read_text() for file in Path(__file__).parent.glob("*.py"))

    assert len(public) == 17
    assert public <= set(re.findall(r"\bsdk\.(\w+)\(", tests))
