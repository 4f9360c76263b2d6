from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from tests.faults.processes import kill
from tests.support.serve import Serve, database_of_its_own

POSTGRESQL = os.environ.get("SERVICES_DATABASE_URL", "")
TOKEN = "canary-token-of-the-receiver"
# Nobody listens there: what is proven here must not depend on the API.
NO_API = {
    "MEETINGS_API_URL": "http://127.0.0.1:9/beta/meetings",
    "MEETINGS_API_KEY": "unused",
    "MEETINGS_API_SECRET": "unused",
}

Start = Callable[[Mapping[str, str]], Serve]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("faults")


@pytest.fixture(params=["sqlite", *(["postgresql"] if POSTGRESQL else [])])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """An empty database; the empty URL is SQLite in the folder of the run."""
    with database_of_its_own(POSTGRESQL if request.param == "postgresql" else "") as url:
        yield url


@pytest.fixture
def start(tmp_path: Path, database_url: str) -> Iterator[Start]:
    """Starts the dashboard as `manage.py serve` does, and ends what is left of it."""
    running: list[Serve] = []

    def start(environment: Mapping[str, str]) -> Serve:
        serve = Serve(
            tmp_path,
            database_url=database_url,
            environment={"CALLBACK_TOKENS": TOKEN, **NO_API, **environment},
        )
        running.append(serve)
        return serve.start()

    yield start
    for serve in running:
        kill(serve.members())
        serve.ended()
