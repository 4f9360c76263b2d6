"""What people change about how they get in is on record, and holds no secret."""

from __future__ import annotations

import pytest

from accounts.models import User
from core.models import AuditEntry
from tests.accounts.test_second_step import clock, codes, password_given, secret  # noqa: F401

STRONG = {"password1": "n3w-and-long", "password2": "n3w-and-long"}


def actions() -> set[str]:
    return set(AuditEntry.objects.values_list("action", flat=True))


def test_another_password(alice_client, alice):
    alice_client.post("/account/password/", {"oldpassword": "alice-password", **STRONG})

    entry = AuditEntry.objects.get(action="account.password")
    assert entry.actor == alice
    assert "n3w" not in str(vars(entry))


def test_a_wrong_one_changes_nothing(alice_client):
    alice_client.post("/account/password/", {"oldpassword": "wrong", **STRONG})

    assert "account.password" not in actions()


def test_a_second_step(request, alice, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        secret = request.getfixturevalue("secret")

    added = AuditEntry.objects.filter(action="account.second_step_add")
    assert set(added.values_list("actor", "detail")) == {
        (alice.pk, "totp"),
        (alice.pk, "recovery_codes"),
    }
    assert secret not in str(list(AuditEntry.objects.values()))


@pytest.mark.usefixtures("codes")
@pytest.mark.parametrize(
    ("path", "action"),
    [
        ("/account/app/remove/", "account.second_step_remove"),
        ("/account/codes/new/", "account.second_step_reset"),
    ],
)
def test_its_end_and_new_codes(alice_client, path, action, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        alice_client.post(path)

    assert action in actions()


def test_a_wrong_code(client, secret):  # noqa: F811
    password_given(client)
    client.post("/sign-in/code/", {"code": "000000"})

    entry = AuditEntry.objects.get(action="person.second_step")
    assert (entry.outcome, entry.target_name) == ("refused", "alice")


@pytest.mark.django_db
def test_a_password_set_by_mail(client, alice, mailoutbox):
    User.objects.filter(pk=alice.pk).update(email="alice@example.com")
    client.post("/sign-in/forgotten/", {"email": "alice@example.com"})
    link = next(word for word in mailoutbox[0].body.split() if "/forgotten/" in word)
    page = client.get(link.removeprefix("http://testserver"), follow=True)

    client.post(page.redirect_chain[-1][0], STRONG)

    assert "account.password_reset" in actions()
