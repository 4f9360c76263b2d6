from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client, RequestFactory
from django.utils import timezone, translation

from core.live import live_region
from core.models import AuditEntry
from tests.conftest import signed_in


def language(response) -> str:
    return re.search(r'<html lang="([^"]+)"', response.content.decode()).group(1)


@pytest.mark.parametrize(
    ("asked", "given"), [("de-AT,de;q=0.9,en;q=0.8", "de"), ("en-GB", "en"), ("ja", "en")]
)
def test_somebody_not_signed_in_reads_what_the_browser_asks_for(db, asked, given):
    response = Client(headers={"Accept-Language": asked}).get("/sign-in/")

    assert language(response) == given
    assert "Accept-Language" in response["Vary"]


def test_the_choice_of_a_person_goes_before_the_browser(alice):
    alice.language = "de"
    alice.save()

    response = signed_in(alice).get("/account/", headers={"Accept-Language": "en"})

    assert language(response) == "de"


def test_without_a_choice_the_browser_says_it(alice_client):
    assert language(alice_client.get("/account/", headers={"Accept-Language": "de"})) == "de"


def test_a_language_that_there_is_no_more_is_no_choice(alice):
    alice.language = "tlh"
    alice.save()

    assert language(signed_in(alice).get("/account/")) == "en"


def test_the_choice_is_saved_on_record_and_answered_in_it(alice, alice_client):
    page = alice_client.post("/account/preferences/", {"language": "de"}, follow=True)

    alice.refresh_from_db()
    assert alice.language == language(page) == "de"
    assert AuditEntry.objects.get(action="account.preferences").changes == {
        "language": {"before": "", "after": "de"}
    }


def test_what_is_no_choice_is_not_saved(alice, alice_client):
    page = alice_client.post("/account/preferences/", {"language": "tlh"}, follow=True)

    alice.refresh_from_db()
    assert alice.language == ""
    assert "not one of the choices" in page.content.decode()


@pytest.mark.parametrize("other", [translation.override("de"), timezone.override("Asia/Kathmandu")])
def test_a_region_in_another_language_or_zone_is_not_the_one_the_page_has(other):
    def region():
        template = "partials/filter_chips.html"
        return live_region(RequestFactory().get("/"), template, dict, revision=1)["ETag"]

    before = region()

    with other:
        assert region() != before


def test_the_page_brings_the_words_for_times_that_its_script_keeps_current(alice_client):
    text = alice_client.get("/account/").content.decode()

    assert 'data-time-past="%(span)s ago"' in text
    assert 'data-time-units="days,h,min,s"' in text


def test_a_mail_is_in_the_language_of_whom_it_goes_to(alice):
    alice.email, alice.language = "alice@example.com", "de"
    alice.save()

    Client(headers={"Accept-Language": "en"}).post(
        "/sign-in/forgotten/", {"email": "alice@example.com"}
    )

    assert "neues Passwort für alice verlangt" in mail.outbox[0].body


def test_scripts_are_answered_in_english(alice_client):
    response = alice_client.get("/api/v1/rooms/", headers={"Accept-Language": "de"})

    assert response.headers.get("Content-Language") != "de"
    assert "token" in response.content.decode()
