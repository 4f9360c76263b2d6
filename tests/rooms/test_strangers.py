from __future__ import annotations

import pytest

PAGES = [
    "/rooms/",
    "/rooms/new/",
    "/rooms/sync/",
    "/rooms/sync/now/",
    "/rooms/id-1/",
    "/rooms/id-1/edit/",
    "/rooms/id-1/extend/",
    "/rooms/id-1/delete/",
    "/rooms/id-1/refresh/",
    "/rooms/id-1/host-link/",
]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("page", PAGES)
def test_they_are_asked_to_sign_in_first(client, db, page, method):
    response = getattr(client, method)(page)

    assert response.headers["Location"] == f"/sign-in/?next={page}"
