"""Calls made up by schemathesis from an OpenAPI document, each answer held against it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
)
ALWAYS = """
continue-on-failure = true
[generation]
deterministic = true
"""


def require_documented(
    document: str,
    folder: Path,
    configuration: str,
    *,
    phases: str,
    examples: int,
    checks: tuple[str, ...] = CHECKS,
    at: str | None = None,
) -> None:
    """Fails with the report, which has the calls in it, when an answer is not as documented.

    `at` is where the API is, when it is not where the document says.
    """
    (folder / "schemathesis.toml").write_text(configuration + ALWAYS)
    chosen = ["--checks", ",".join(checks), "--phases", phases, "--max-examples", str(examples)]
    done = subprocess.run(
        [sys.executable, "-m", "schemathesis.cli", "run", document, *chosen]
        + (["--url", at] if at else []),
        cwd=folder,
        check=False,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stdout + done.stderr
