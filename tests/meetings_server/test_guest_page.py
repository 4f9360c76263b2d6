from __future__ import annotations

from typing import Any

import requests

from tests.support.meetings_server import MeetingsServerProcess


def page(url: str) -> requests.Response:
    response = requests.get(url, timeout=10)
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    return response


def test_both_links_of_a_room_lead_to_its_page(
    server: MeetingsServerProcess, room: dict[str, Any]
) -> None:
    for link in room["_links"].values():
        response = page(link["href"])
        assert response.ok and "<bdi>Choir rehearsal</bdi>" in response.text
        assert "This room is simulated" in response.text


def test_the_page_shows_names_as_text(server: MeetingsServerProcess) -> None:
    room = server.create_room(display_name="<script>alert(1)</script>")

    assert "<script>" not in page(room["_links"]["guest_url"]["href"]).text


def test_the_page_of_a_closed_room_says_so(
    server: MeetingsServerProcess, room: dict[str, Any]
) -> None:
    server.control("POST", f"/control/rooms/{room['id']}/expire")

    assert "expired or was deleted" in page(room["_links"]["guest_url"]["href"]).text


def test_the_front_page_leads_on(server: MeetingsServerProcess) -> None:
    response = page(f"{server.url}/")

    assert response.ok
    for path in ("/openapi.json", "/lab", "/lab/lab.css"):
        assert f'href="{path}"' in response.text
        assert requests.get(f"{server.url}{path}", timeout=10).ok


def test_no_room_is_at_another_address(server: MeetingsServerProcess) -> None:
    response = page(f"{server.url}/000000000")

    assert (response.status_code, "no room at this address" in response.text) == (404, True)
