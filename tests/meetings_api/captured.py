"""Answers captured from the real service; they lie beside the project, when they lie anywhere."""

from __future__ import annotations

from pathlib import Path

CAPTURED = Path(__file__).parents[2].parent / "shared" / "fixtures" / "api"
