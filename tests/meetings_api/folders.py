from __future__ import annotations

from pathlib import Path

PROJECT = Path(__file__).parents[2]
PAYLOADS = PROJECT / "tests" / "payloads" / "api"

#: Answers captured from the real service; they lie beside the project, when they lie anywhere.
CAPTURED = PROJECT.parent / "shared" / "fixtures" / "api"
