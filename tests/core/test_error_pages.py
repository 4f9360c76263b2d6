from __future__ import annotations

import re
from unittest.mock import Mock

import pytest
from django.template.loader import render_to_string
from django.test import Client

from accounts.models import User
from meetings_dashboard.views import server_failed
from tests.conftest import signed_in
from tests.support.log_scrape import SCRAPE


def test_an_unknown_address_says_what_to_do(alice_client):
    response = alice_client.get("/rooms/no-such-room/")

    assert response.status_code == 404
    assert "Go to the overview" in response.content.decode()


def test_a_missing_right_says_so(charlie_client):
    response = charlie_client.get("/rooms/")

    assert response.status_code == 403
    assert "<h1" in response.content.decode()


def test_a_form_without_its_token_says_what_to_do(alice: User):
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    response = client.post("/rooms/new/", {})

    assert response.status_code == 403
    assert "again" in response.content.decode()


def test_the_page_for_our_own_faults_needs_no_database(rf, django_db_blocker):
    with django_db_blocker.block():
        response = server_failed(rf.get("/"))

    assert response.status_code == 500
    assert "<h1" in response.content.decode()


@pytest.fixture
def failure(alice, monkeypatch) -> str:
    """The page of a fault that has something to hide."""
    monkeypatch.setattr("rooms.views.rooms.render", Mock(side_effect=KeyError("of-ours")))
    client = signed_in(alice)
    client.raise_request_exception = False
    response = client.get("/rooms/")
    assert response.status_code == 500
    return response.content.decode()


def test_a_fault_tells_nothing_but_where_in_the_log_it_is(failure):
    (request_id,) = re.findall(r"[0-9a-f]{32}", failure)

    assert "of-ours" not in failure and "KeyError" not in failure
    line = next(line for line in SCRAPE._lines if "Internal Server Error: /rooms/" in line)
    assert f"ERROR django.request [{request_id}]: " in line
    assert "KeyError: 'of-ours'" in line


@pytest.mark.parametrize("page", ["400.html", "403.html", "403_csrf.html", "404.html", "500.html"])
def test_no_error_page_leaves_anybody_without_a_way_on(page):
    html = render_to_string(page)

    assert "<h1" in html
    assert "href=" in html
