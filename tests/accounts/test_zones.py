from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.zones import zone_named, zone_names
from core.models import AuditEntry


def shown(client) -> str:
    return client.get("/account/").context["frame"].time_zone


@pytest.mark.parametrize(
    "zone", ["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"]
)
def test_times_are_in_the_zone_that_the_browser_told(alice_client, zone):
    alice_client.cookies["time_zone"] = zone

    assert shown(alice_client) == zone
    assert f"Times are shown in {zone} now." in alice_client.get("/account/").content.decode()


def test_the_zone_of_the_account_goes_before_the_browser_s(alice, alice_client):
    alice_client.cookies["time_zone"] = "Asia/Kathmandu"
    alice_client.post("/account/preferences/", {"time_zone": "Europe/Berlin"})

    assert shown(alice_client) == "Europe/Berlin"
    assert AuditEntry.objects.get(action="account.preferences").changes == {
        "time_zone": {"before": "", "after": "Europe/Berlin"}
    }


@pytest.mark.parametrize("zone", ["../../etc/passwd", "Mars/Olympus", "", "\x00", "x" * 4000])
def test_what_is_no_zone_is_passed_over(alice_client, zone):
    alice_client.cookies["time_zone"] = zone

    assert shown(alice_client) == "UTC"


def test_a_zone_lasts_no_longer_than_its_request(alice_client):
    alice_client.cookies["time_zone"] = "Asia/Kathmandu"
    alice_client.get("/account/")

    assert timezone.get_current_timezone_name() == "UTC"


def test_every_zone_offered_is_one(db):
    assert len(zone_names()) > 400
    assert all(zone_named(name) for name in zone_names())


def test_somebody_not_signed_in_costs_no_query(client, db, django_assert_num_queries):
    client.cookies["time_zone"] = "Asia/Kathmandu"
    with django_assert_num_queries(0):
        client.get("/no-such-page-of-strangers.txt")
