from __future__ import annotations

import re

from tests.support.meetings import begin_session
from tests.support.permissions import grant


def offered(client, path: str = "/") -> list[str]:
    page = client.get(path).text
    return re.findall(r'class="rail-item" href="([^"]+)"', page)


def test_it_offers_what_one_may_open(charlie_client, charlie):
    assert offered(charlie_client) == ["/"]

    grant(charlie, "view_room")
    assert offered(charlie_client) == ["/", "/rooms/"]


def test_it_offers_an_administrator_everything(alice_client):
    whole = ["/", "/rooms/", "/sessions/", "/recordings/", "/callbacks/"]

    assert offered(alice_client) == [*whole, "/activity/", "/people/", "/rooms/sync/"]


def test_it_counts_nothing_that_one_may_not_see(charlie_client):
    begin_session()

    assert "live now" not in charlie_client.get("/").text


def test_the_age_of_the_cache_leads_to_the_sync_of_who_may_see_it(charlie_client, alice_client):
    assert 'href="/rooms/sync/"' in alice_client.get("/account/").text
    assert 'href="/rooms/sync/"' not in charlie_client.get("/account/").text
