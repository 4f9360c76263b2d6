from __future__ import annotations

import re
from datetime import timedelta
from io import StringIO

import pytest
from allauth.usersessions.models import UserSession
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts.invitation_forms import NewPersonForm
from accounts.invitations import NotUsable, invitation_accept, invitation_create
from accounts.models import BuiltIn, Invitation, User
from accounts.roles import built_in_role
from core.models import AuditEntry

URL = "/people/invitations/"


@pytest.fixture
def operators(db):
    return built_in_role(BuiltIn.OPERATOR).group


def invite(client, **data) -> str:
    """The path of the link."""
    found = re.search(r"http://testserver(/invitations/[^<\"]+)", client.post(URL, data).text)
    assert found
    return found[1]


def accept(link: str, name: str = "dora", **data):
    client = Client()
    body = {"username": name, "password1": "a-rather-long-1", "password2": "a-rather-long-1"}
    return client, client.post(link, body | data)


def test_the_link_makes_one_account_with_its_roles(alice_client, operators):
    link = invite(alice_client, groups=[operators.pk])

    client, response = accept(link)

    assert response["Location"] == "/"
    assert list(User.objects.get(username="dora").groups.all()) == [operators]
    assert client.get("/rooms/").status_code == 200


def test_it_works_once(alice_client):
    link = invite(alice_client)
    accept(link)

    _client, response = accept(link, "eve")

    assert response.status_code == 410
    assert not User.objects.filter(username="eve").exists()


def test_of_two_at_once_one_gets_it(alice):
    _invitation, token = invitation_create(groups=[], actor=alice)
    invitation_accept(token=token, user=User(username="dora"))

    with pytest.raises(NotUsable):
        invitation_accept(token=token, user=User(username="eve"))


def test_it_expires(alice_client):
    link = invite(alice_client)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert Client().get(link).status_code == 410


def test_a_name_that_somebody_took_a_moment_ago_is_taken(alice_client, monkeypatch):
    first, second = invite(alice_client), invite(alice_client)
    accept(first)
    monkeypatch.setattr(NewPersonForm, "clean_username", lambda form: form.cleaned_data["username"])
    monkeypatch.setattr(NewPersonForm, "validate_unique", lambda _form: None)

    _client, response = accept(second)

    assert (response.status_code, "This name is taken." in response.text) == (400, True)
    assert accept(second, "eve")[1].status_code == 302


def test_it_ends_with_the_rights_of_who_made_it(operators):
    group = built_in_role(BuiltIn.ADMINISTRATOR).group
    inviter = User.objects.create_user("inviter")
    inviter.groups.add(group)
    _invitation, token = invitation_create(groups=[group], actor=inviter)

    assert Client().get(f"/invitations/{token}/").status_code == 200
    inviter.groups.set([operators])
    assert Client().get(f"/invitations/{token}/").status_code == 410


def test_nobody_who_was_shut_out_comes_back_by_their_own_invitation(alice):
    _invitation, token = invitation_create(groups=[], actor=alice)
    User.objects.filter(pk=alice.pk).update(is_active=False)
    _client, response = accept(f"/invitations/{token}/")

    assert response.status_code == 410
    assert not User.objects.filter(username="dora").exists()


def test_who_accepts_it_is_on_the_list_of_devices(alice_client):
    client, _response = accept(invite(alice_client))

    assert UserSession.objects.get().session_key == client.session.session_key


def test_it_can_be_taken_back(alice_client):
    link = invite(alice_client, email="dora@example.com")

    alice_client.post(f"{URL}{Invitation.objects.get().pk}/take-back/")

    assert Client().get(link).status_code == 410
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert actions == {"invitation.create", "invitation.revoke"}


def test_it_is_sent_by_mail(alice_client, mailoutbox):
    link = invite(alice_client, email="Dora@Example.com")

    (message,) = mailoutbox
    assert message.to == ["dora@example.com"]
    assert f"http://testserver{link}" in message.body


def test_the_link_is_shown_once_and_kept_nowhere(alice_client):
    token = invite(alice_client).split("/")[2]

    assert token not in alice_client.get(URL).text
    assert token not in str(Invitation.objects.values())


@pytest.mark.parametrize(
    "data", [{"password1": "12345678"}, {"name": "ALICE"}, {"name": ""}, {"email": "nonsense"}]
)
def test_what_cannot_be_taken_leaves_it_open(alice_client, data):
    link = invite(alice_client)

    _client, response = accept(link, **data)

    assert response.status_code == 400
    assert Client().get(link).status_code == 200


def test_who_may_not_manage_people_invites_nobody(bob_client):
    assert bob_client.get(URL).status_code == 403
    assert bob_client.post(URL, {}).status_code == 403
    assert not Invitation.objects.exists()


def test_nor_do_they_take_one_back(alice_client, bob_client):
    link = invite(alice_client)
    path = f"{URL}{Invitation.objects.get().pk}/take-back/"

    assert bob_client.post(path).status_code == 403
    assert alice_client.get(path).status_code == 405
    assert Client().post(path)["Location"].startswith("/sign-in/")
    assert Client().get(link).status_code == 200


@pytest.mark.parametrize("token", ["x", "%00", "a" * 500])
def test_a_made_up_link_leads_nowhere(client, db, token):
    assert client.get(f"/invitations/{token}/").status_code == 410


def test_the_command_prints_a_link(operators):
    out = StringIO()
    call_command(
        "invite", "https://m.example.com/", role=["Operator"], stdout=out, stderr=StringIO()
    )

    link = out.getvalue().strip().removeprefix("https://m.example.com")
    accept(link)

    assert User.objects.get().groups.get() == operators


def test_the_command_knows_its_roles(db):
    with pytest.raises(CommandError, match="no role 'Boss'; there are: "):
        call_command("invite", "https://m.example.com/", role=["Boss"])
