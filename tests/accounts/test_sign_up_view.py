from __future__ import annotations

from accounts.models import User

BODY = {
    "username": "dora",
    "email": "dora@example.com",
    "password1": "a-rather-long-one",
    "password2": "a-rather-long-one",
}


def test_nobody_makes_an_account_for_themselves(client, db):
    page, answer = client.get("/sign-up/"), client.post("/sign-up/", BODY)

    assert "by invitation" in page.content.decode()
    assert "by invitation" in answer.content.decode()
    assert not User.objects.exists()


def test_where_it_is_allowed_they_do_and_may_see_nothing(client, db, settings):
    settings.ACCOUNT_SIGN_UP = True
    assert "Make an account" in client.get("/sign-in/").content.decode()

    client.post("/sign-up/", BODY)

    dora = User.objects.get()
    assert not dora.get_all_permissions()
    assert client.get("/rooms/").status_code == 403
