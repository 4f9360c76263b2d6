from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _posters_of_its_own(settings, tmp_path):
    posters = settings.STORAGES["posters"] | {"OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"posters": posters}
