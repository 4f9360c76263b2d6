"""Calls that nobody thought of: whatever the document allows, and much that it does not."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.meetings_server import MeetingsServerProcess

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
)
# No operation makes a session; from there on the links of the document lead to what there is.
CONFIGURATION = """
continue-on-failure = true
[auth]
basic = {{ username = "{key}", password = "{secret}" }}
[parameters]
"path.session_id" = "{session_id}"
[generation]
deterministic = true
"""

Call = Callable[[str, str, int], None]


@pytest.fixture
def folder(
    server: MeetingsServerProcess, session_id: str, recording_id: str, tmp_path: Path
) -> Path:
    """Where schemathesis finds the credentials, and a session that has a recording."""
    configuration = CONFIGURATION.format(
        key=server.api_key, secret=server.api_secret, session_id=session_id
    )
    (tmp_path / "schemathesis.toml").write_text(configuration)
    return tmp_path


@pytest.fixture
def call(server: MeetingsServerProcess, folder: Path) -> Call:
    def run(family: str, phases: str, examples: int) -> None:
        """Fails with the report, which has the calls in it, when an answer is not as documented."""
        command = [sys.executable, "-m", "schemathesis.cli", "run", f"{server.url}/openapi.json"]
        chosen = ["--checks", ",".join(CHECKS), "--phases", phases, "--max-examples", str(examples)]
        done = subprocess.run(
            [*command, "--url", f"{server.url}/{family}", *chosen],
            cwd=folder,
            check=False,
            capture_output=True,
            text=True,
            timeout=600,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    return run


def test_every_answer_is_as_documented(call: Call) -> None:
    call("beta/meetings", "fuzzing,stateful", 8)


@pytest.mark.exhaustive
@pytest.mark.parametrize("family", ["beta/meetings", "v1/meetings"])
def test_every_answer_at_every_limit_is_as_documented(call: Call, family: str) -> None:
    call(family, "examples,coverage,fuzzing,stateful", 25)
