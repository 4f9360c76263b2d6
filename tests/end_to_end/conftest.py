from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.serve import Serve, database_of_its_own


@pytest.fixture(scope="module")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    with database_of_its_own() as database_url:
        running = Serve(tmp_path_factory.mktemp("serve"), database_url=database_url).start()
        yield running
        running.interrupt()
