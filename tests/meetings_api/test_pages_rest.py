from __future__ import annotations

from dataclasses import replace

import pytest

from meetings_api import MalformedAnswer
from meetings_api.pages import RoomPage, walk
from tests.meetings_api.test_pages_walk import Service


def last_page_of_four(start_id: int | None) -> RoomPage:
    """With a next link that leads back, as the service has been seen to send after the end."""
    link = "?start_id={start}&page_size={size}"
    service = Service([1, 2, 3, 4], 2, link, lambda start, last: 1)
    return replace(service.fetch(start_id), total_items=4)


def test_the_rest_of_a_walk_that_listed_everything_ends():
    assert len(list(walk(last_page_of_four, 3, listed_before=2))) == 1


def test_the_rest_of_a_walk_that_lacks_rooms_is_no_end():
    with pytest.raises(MalformedAnswer, match="leads back"):
        list(walk(last_page_of_four, 3, listed_before=1))
