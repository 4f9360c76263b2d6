from __future__ import annotations

import re

import pytest

from accounts.models import User

URL = "/sign-in/forgotten/"
STRONG = "a-rather-long-new-one"


@pytest.fixture
def alice_with_mail(alice) -> User:
    alice.email = "alice@example.com"
    alice.save(update_fields=["email"])
    return alice


@pytest.fixture
def link(client, alice_with_mail, mailoutbox) -> str:
    client.post(URL, {"email": "alice@example.com"})
    (message,) = mailoutbox
    found = re.search(r"http://testserver(/\S+)", message.body)
    assert found, message.body
    return found.group(1)


def set_password(client, link: str, password: str = STRONG):
    page = client.get(link, follow=True)
    path = page.redirect_chain[-1][0] if page.redirect_chain else link
    return client.post(path, {"password1": password, "password2": password}, follow=True)


def test_the_link_sets_another_password(client, link, alice_with_mail):
    response = set_password(client, link)

    assert "Your password is set" in response.content.decode()
    alice_with_mail.refresh_from_db()
    assert alice_with_mail.check_password(STRONG)


def test_the_link_works_once(client, link):
    set_password(client, link)

    assert "has been used" in client.get(link).content.decode()


def test_it_ends_what_is_signed_in(client, alice_client, link):
    set_password(client, link)

    assert alice_client.get("/").status_code == 302


def test_a_weak_password_is_refused(client, link, alice_with_mail):
    set_password(client, link, "12345678")

    alice_with_mail.refresh_from_db()
    assert alice_with_mail.check_password("alice-password")


def test_who_has_no_account_reads_the_same_and_gets_no_mail(client, alice_with_mail, mailoutbox):
    known = client.post(URL, {"email": "alice@example.com"}, follow=True)
    unknown = client.post(URL, {"email": "nobody@example.com"}, follow=True)

    assert known.content == unknown.content
    assert len(mailoutbox) == 1


def test_asking_again_and_again_is_limited(client, alice_with_mail, mailoutbox):
    answers = [client.post(URL, {"email": "alice@example.com"}).status_code for _ in range(5)]

    assert answers == [302, 302, 302, 429, 429]
    assert len(mailoutbox) == 3


def test_the_page_says_where_the_mail_goes_without_a_mail_server(client, db, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

    assert "EMAIL_URL is not set" in client.get(URL).content.decode()


@pytest.mark.parametrize("link", ["/sign-in/forgotten/zz-set-password/", "/sign-in/forgotten/1-x/"])
def test_a_made_up_link_leads_nowhere(client, db, link):
    assert "has been used" in client.get(link).content.decode()
