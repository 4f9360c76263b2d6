from __future__ import annotations

import pytest
from django.test import Client

from accounts.devices import device_name
from accounts.models import User
from core.models import AuditEntry

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
EDGE = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1"


def signed_in(user_agent: str = FIREFOX) -> Client:
    client = Client(headers={"User-Agent": user_agent})
    client.post("/sign-in/", {"login": "alice", "password": "alice-password"})
    return client


def page(client: Client) -> str:
    return client.get("/account/").content.decode()


def test_it_lists_where_one_is_signed_in(alice):
    here = signed_in()
    signed_in(SAFARI)

    text = page(here)

    assert text.count("This one") == 1
    assert "Firefox, Linux" in text
    assert "Safari, iPhone" in text


def test_a_device_can_be_signed_out(alice):
    here, there = signed_in(), signed_in(SAFARI)
    device = page(here).split("/account/devices/")[2].split("/")[0]

    here.post(f"/account/devices/{device}/sign-out/")

    assert there.get("/rooms/").status_code == 302
    assert here.get("/rooms/").status_code == 200
    assert AuditEntry.objects.filter(action="account.sign_out_device").exists()


def test_all_others_can_be_signed_out(alice):
    here, there, elsewhere = signed_in(), signed_in(SAFARI), signed_in(EDGE)

    here.post("/account/devices/sign-out/")

    assert "2 other devices are signed out" in page(here)
    assert [each.get("/rooms/").status_code for each in (here, there, elsewhere)] == [200, 302, 302]


def test_nobody_signs_out_somebody_else(alice, bob_client):
    here = signed_in()
    signed_in(SAFARI)
    device = page(here).split("/account/devices/")[2].split("/")[0]

    assert bob_client.post(f"/account/devices/{device}/sign-out/").status_code == 404


def test_another_password_signs_out_all_others(alice):
    here, there = signed_in(), signed_in()
    body = {
        "oldpassword": "alice-password",
        "password1": "n3w-and-long",
        "password2": "n3w-and-long",
    }

    assert here.post("/account/password/", body)["Location"] == "/account/"

    assert there.get("/rooms/").status_code == 302
    assert here.get("/rooms/").status_code == 200


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (FIREFOX, "Firefox, Linux"),
        (EDGE, "Edge, Windows"),
        (SAFARI, "Safari, iPhone"),
        ("curl/8.5.0", "curl/8.5.0"),
        ("<script>alert(1)</script>", ""),
        ("", ""),
    ],
)
def test_devices_have_names(user_agent, name):
    assert device_name(user_agent) == name


def test_the_email_address_can_be_changed(alice_client, alice):
    alice_client.post("/account/email/", {"email": "Alice@Example.com"})

    alice.refresh_from_db()
    assert alice.email == "alice@example.com"
    assert AuditEntry.objects.get().changes["email"]["after"] == "alice@example.com"


@pytest.mark.parametrize("email", ["nonsense", "taken@example.com", "a@example.com\nBcc: b@c.d"])
def test_an_address_that_cannot_be_taken_is_refused(alice_client, bob, email):
    User.objects.filter(pk=bob.pk).update(email="taken@example.com")

    assert alice_client.post("/account/email/", {"email": email}).status_code == 400


def test_who_may_do_nothing_else_has_an_account_too(charlie_client):
    assert charlie_client.get("/account/").status_code == 200


def test_an_address_has_no_passkeys(alice_client):
    assert (
        "Browsers tie passkeys to a name"
        in alice_client.get("/account/", headers={"Host": "127.0.0.1:8000"}).content.decode()
    )
