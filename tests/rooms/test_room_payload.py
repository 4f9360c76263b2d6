from __future__ import annotations

import pytest

from rooms.sync import without_host_link


@pytest.mark.parametrize(
    "payload",
    [
        {"_links": {"host_url": {"href": "https://example.org/canary"}}},
        {"_links": {"host_url": "https://example.org/canary"}},
        {"host_url": "https://example.org/canary"},
    ],
)
def test_it_keeps_no_host_link(payload):
    assert "canary" not in str(without_host_link(payload))


def test_it_takes_absent_links():
    assert without_host_link({"_links": None}) == {"_links": {}}
