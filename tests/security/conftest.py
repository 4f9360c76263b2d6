from __future__ import annotations

import pytest

from tests.permissions.test_every_address import keys  # noqa: F401
from tests.support.addresses import paths


@pytest.fixture
def every_path(keys) -> list[str]:  # noqa: F811
    """One of each address, about things that there are as far as `keys` knows some."""
    return paths(keys)
