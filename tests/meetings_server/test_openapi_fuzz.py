"""Calls that nobody thought of: whatever the document allows, and much that it does not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.made_up_calls import require_documented
from tests.support.meetings_server import MeetingsServerProcess

# No operation makes a session; from there on the links of the document lead to what there is.
CONFIGURATION = """
[auth]
basic = {{ username = "{key}", password = "{secret}" }}
[parameters]
"path.session_id" = "{session_id}"
"""

Call = Callable[[str, str, int], None]


@pytest.fixture
def call(server: MeetingsServerProcess, session_id: str, recording_id: str, tmp_path: Path) -> Call:
    """With the server's credentials, and a session that has a recording."""

    def run(family: str, phases: str, examples: int) -> None:
        require_documented(
            f"{server.url}/openapi.json",
            tmp_path,
            CONFIGURATION.format(
                key=server.api_key, secret=server.api_secret, session_id=session_id
            ),
            phases=phases,
            examples=examples,
            at=f"{server.url}/{family}",
        )

    return run


def test_every_answer_is_as_documented(call: Call) -> None:
    call("beta/meetings", "fuzzing,stateful", 8)


@pytest.mark.exhaustive
@pytest.mark.parametrize("family", ["beta/meetings", "v1/meetings"])
def test_every_answer_at_every_limit_is_as_documented(call: Call, family: str) -> None:
    call(family, "examples,coverage,fuzzing,stateful", 25)
