from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.test import Client

from accounts.models import User
from accounts.tasks import send_password_links

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


def test_asking_again_and_again_sends_no_more_mail(client, alice_with_mail, mailoutbox):
    answers = [client.post(URL, {"email": "alice@example.com"}).status_code for _ in range(5)]

    assert set(answers) == {302}
    assert len(mailoutbox) == 3


def test_who_asks_in_somebody_s_name_keeps_them_from_nothing(alice_with_mail, mailoutbox):
    for _ in range(9):
        Client(REMOTE_ADDR="192.0.2.9").post(URL, {"email": "alice@example.com"})
    answer = Client().post(URL, {"email": "alice@example.com"}, follow=True)

    assert answer.status_code == 200
    link = re.search(r"http://testserver(/\S+)", mailoutbox[0].body)[1]
    assert "Your password is set" in set_password(Client(), link).text


def test_a_mail_server_that_is_away_tells_nobody_who_has_an_account(
    client, alice_with_mail, settings
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    known = client.post(URL, {"email": "alice@example.com"}, follow=True)
    unknown = client.post(URL, {"email": "nobody@example.com"}, follow=True)

    assert (known.status_code, known.content) == (200, unknown.content)


def test_the_answer_does_not_wait_for_the_mail(client, alice_with_mail, mailoutbox, monkeypatch):
    asked = []
    monkeypatch.setattr(send_password_links, "delay", lambda *sent: asked.append(sent))
    for email in ("alice@example.com", "nobody@example.com"):
        client.post(URL, {"email": email})

    assert not mailoutbox
    assert [sent[0] for sent in asked] == ["alice@example.com", "nobody@example.com"]


def test_the_link_works_for_an_hour(client, link, monkeypatch):
    later = datetime.now() + timedelta(minutes=61)  # noqa: DTZ005  as the library counts
    monkeypatch.setattr(PasswordResetTokenGenerator, "_now", lambda _self: later)

    assert "has been used" in client.get(link, follow=True).text


def test_the_page_says_where_the_mail_goes_without_a_mail_server(client, db, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

    assert "EMAIL_URL is not set" in client.get(URL).content.decode()


@pytest.mark.parametrize("link", ["/sign-in/forgotten/zz-set-password/", "/sign-in/forgotten/1-x/"])
def test_a_made_up_link_leads_nowhere(client, db, link):
    assert "has been used" in client.get(link).content.decode()
