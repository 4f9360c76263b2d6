from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from core.models import AuditEntry
from rooms.models import Room
from tests.rooms.conftest import SCRIPT
from tests.rooms.pages import local, messages_of, text_of

URL = "/rooms/new/"


def in_days(days):
    return timezone.now() + timedelta(days=days)


def typed(**changes):
    usual = {"type": "long_term", "display_name": "Board room", "expires_at": local(in_days(3))}
    return usual | changes


def test_it_creates_a_room(alice_client, meetings_server):
    metadata = "team=42\r\nfloor=3"

    response = alice_client.post(URL, typed(metadata=metadata, auto_record="on"), follow=True)

    room = Room.objects.get()
    assert (room.display_name, room.metadata, room.auto_record) == (
        "Board room",
        "team=42\nfloor=3",
        True,
    )
    assert local(room.expires_at) == local(in_days(3))
    assert messages_of(response) == ["Created the room Board room."]


def test_it_creates_an_instant_room(alice_client, meetings_server):
    alice_client.post(URL, typed(type="instant", expires_at=""))

    assert Room.objects.get().type == "instant"


def test_it_notes_who_created_it(alice_client, alice, meetings_server):
    alice_client.post(URL, typed())

    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.action, entry.outcome) == (alice, "room.create", "done")


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        pytest.param({"display_name": ""}, "display_name", "required", id="no name"),
        pytest.param({"display_name": "   "}, "display_name", "required", id="blank name"),
        pytest.param({"display_name": "x" * 201}, "display_name", "at most 200", id="long name"),
        pytest.param({"metadata": "x" * 501}, "metadata", "at most 500", id="long metadata"),
        pytest.param({"type": "huge"}, "type", "not one of", id="unknown type"),
        pytest.param({"expires_at": ""}, "expires_at", "needs an expiry", id="no expiry"),
        pytest.param({"expires_at": "soon"}, "expires_at", "valid date", id="no date"),
        pytest.param(
            {"expires_at": "9999-12-31T23:59"}, "expires_at", "valid date", id="year 9999"
        ),
        pytest.param({"expires_at": "0001-01-01T00:00"}, "expires_at", "valid date", id="year 1"),
        pytest.param(
            {"expires_at": local(in_days(-1))}, "expires_at", "10 minutes ahead", id="past"
        ),
        pytest.param(
            {"expires_at": local(timezone.now() + timedelta(minutes=8))},
            "expires_at",
            "10 minutes ahead",
            id="under 10 minutes",
        ),
        pytest.param({"expires_at": local(in_days(9 * 365))}, "expires_at", "five years", id="far"),
        pytest.param({"type": "instant"}, "expires_at", "leave this empty", id="instant expiry"),
        pytest.param(
            {"type": "instant", "expires_at": "", "expire_after_use": "on"},
            "expire_after_use",
            "Only a long-term room",
            id="instant, after use",
        ),
    ],
)
def test_it_refuses_at_the_field(alice_client, unreachable_api, changes, field, words):
    response = alice_client.post(URL, typed(**changes))

    assert response.status_code == 400
    assert words in str(response.context["form"].errors[field])
    assert list(response.context["form"].errors) == [field]


@pytest.mark.parametrize("minutes", [11, 12])
def test_it_takes_an_expiry_just_over_10_minutes_ahead(alice_client, meetings_server, minutes):
    soon = timezone.now() + timedelta(minutes=minutes, seconds=59)

    assert alice_client.post(URL, typed(expires_at=local(soon))).status_code == 302


@pytest.mark.parametrize(
    ("wall", "words"),
    [("2028-03-26T02:30", "does not exist"), ("2028-10-29T02:30", "comes twice")],
)
def test_it_refuses_a_time_that_the_clocks_skip_or_repeat(
    alice_client, unreachable_api, settings, wall, words
):
    settings.TIME_ZONE = "Europe/Berlin"

    response = alice_client.post(URL, typed(expires_at=wall))

    assert words in str(response.context["form"].errors["expires_at"])


@pytest.mark.parametrize(
    ("preset", "step"),
    [
        ("1h", timedelta(hours=1)),
        ("1d", timedelta(days=1)),
        ("7d", timedelta(days=7)),
        ("30d", timedelta(days=30)),
    ],
)
def test_a_preset_moves_the_expiry_and_saves_nothing(alice_client, unreachable_api, preset, step):
    response = alice_client.post(URL, typed(preset=preset, display_name="", auto_record="on"))

    form = response.context["form"]
    assert local(form.shown_expiry) == local(in_days(3) + step)
    assert form["auto_record"].value() is True
    assert not form.errors


@pytest.mark.parametrize("shown", ["", "gibberish", "2020-02-29T12:00", "9998-12-31T23:59"])
def test_a_preset_counts_from_now_when_no_time_ahead_is_shown(alice_client, unreachable_api, shown):
    response = alice_client.post(URL, typed(preset="1h", expires_at=shown))

    assert response.status_code == 200
    assert response.context["form"].shown_expiry > timezone.now() + timedelta(minutes=59)


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("rate_limited", "too many calls"),
        ("unauthorized", "did not accept your credentials"),
        ("server_error", "fault of its own"),
        ("malformed", "cannot be understood"),
    ],
)
def test_it_says_what_the_api_said(alice_client, meetings_server, fault, words):
    meetings_server.control("POST", "/control/faults", {"kind": fault, "count": 9})

    response = alice_client.post(URL, typed(metadata="kept"))

    assert response.status_code == 400
    assert words in text_of(response)
    assert response.context["form"]["metadata"].value() == "kept"
    assert AuditEntry.objects.get().outcome == "refused"


def test_it_says_that_the_api_is_unreachable(alice_client, unreachable_api):
    response = alice_client.post(URL, typed())

    assert response.status_code == 400
    assert "cannot be reached" in text_of(response)


def test_it_shows_hostile_text_as_text(alice_client, unreachable_api):
    response = alice_client.post(URL, typed(display_name=SCRIPT, metadata=SCRIPT, expires_at=""))

    assert SCRIPT.encode() not in response.content


def test_it_shows_the_request_and_sends_nothing(alice_client, meetings_server):
    response = alice_client.post(URL, typed(show="request", display_name="Ada's room"))

    preview = response.context["preview"]
    assert f"curl --request POST {meetings_server.url}/beta/meetings/rooms" in preview
    assert "Authorization: Basic ***" in preview
    assert meetings_server.api_secret not in preview
    assert not Room.objects.exists()


@pytest.mark.parametrize("user", ["bob_client", "charlie_client"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_it_is_closed_without_the_permission(request, user, method):
    assert getattr(request.getfixturevalue(user), method)(URL).status_code == 403


def test_it_wants_a_csrf_token(alice, meetings_server):
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)

    assert client.post(URL, typed()).status_code == 403


def test_a_time_that_the_clocks_run_through_twice_is_asked_about(alice_client, meetings_server):
    alice_client.cookies["time_zone"] = "Europe/Berlin"
    year = timezone.now().year + 1
    last_sunday = max(
        date(year, 10, day) for day in range(25, 32) if date(year, 10, day).weekday() == 6
    )
    twice = f"{last_sunday}T02:30"

    page = text_of(alice_client.post(URL, typed(expires_at=twice)))
    assert "00:30 UTC" in page
    assert "01:30 UTC" in page

    alice_client.post(URL, typed(expires_at=twice, expires_at_reading="1"))
    assert Room.objects.get().expires_at.hour == 1
