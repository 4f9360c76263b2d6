from __future__ import annotations

import time
from email.utils import formatdate

import pytest

from meetings_api import ApiError, MeetingsClient
from tests.meetings_api.canned import Canned


def seen(api, new_client, **headers: str) -> list[float]:
    found: list[float] = []
    client: MeetingsClient = new_client(clock_seen=found.append)
    api.will_answer(Canned.json([], **headers))
    client.themes.list()
    return found


@pytest.mark.parametrize(("ahead", "told"), [(600, 600), (-600, -600), (0, 0), (0.5, 0)])
def test_each_answer_tells_how_far_the_clocks_are_apart(api, new_client, ahead, told):
    date = formatdate(time.time() - ahead, usegmt=True)

    (found,) = seen(api, new_client, Date=date)
    assert found == pytest.approx(told, abs=2)


@pytest.mark.parametrize("date", ["yesterday", "", "Mon, 99 Foo 20000 00:00:00 GMT"])
def test_a_date_that_cannot_be_read_tells_nothing(api, new_client, date):
    assert seen(api, new_client, Date=date) == []


def test_an_answer_without_a_date_tells_nothing(api, new_client):
    assert seen(api, new_client) == []


def test_a_refusal_tells_it_as_well(api, new_client):
    found: list[float] = []
    api.will_answer(Canned(404, headers={"Date": formatdate(time.time() - 600, usegmt=True)}))

    with pytest.raises(ApiError):
        new_client(clock_seen=found.append).rooms.get("r-1")
    assert len(found) == 1
