"""Who manages people hands out no more than they have: nobody becomes administrator by themselves."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group

from accounts.models import BuiltIn, Invitation, NamesShown, Role, RoomScope, ScopeKind, User
from accounts.roles import built_in_role, permissions_named, rights_of
from tests.conftest import signed_in

OWN = ["accounts.manage_people", "rooms.view_room", "rooms.view_meetingsession"]


@pytest.fixture
def desk(db) -> User:
    """Manages people, and sees rooms and sessions."""
    group = Group.objects.create(name="Desk")
    group.permissions.set(permissions_named(OWN))
    Role.objects.create(group=group, names_shown=NamesShown.FULL)
    user = User.objects.create_user("desk")
    user.groups.add(group)
    return user


@pytest.fixture
def administrator(db) -> User:
    user = User.objects.create_user("root")
    user.groups.add(built_in_role(BuiltIn.ADMINISTRATOR).group)
    return user


def role_data(name: str, *rights: str) -> dict:
    numbers = {"rooms.view_room": 0, "rooms.delete_room": 0, "accounts.manage_people": 3}
    chosen: dict = {"name": name, "names_shown": "full"}
    for right in rights:
        chosen.setdefault(f"rights_{numbers[right]}", []).append(right)
    return chosen


def test_nobody_gives_themselves_more(desk):
    administrators = built_in_role(BuiltIn.ADMINISTRATOR).group
    groups = [*desk.groups.values_list("pk", flat=True), administrators.pk]
    response = signed_in(desk).post(f"/people/{desk.pk}/", {"groups": groups, "is_active": "on"})

    assert response.status_code == 400
    assert "rights that you do not have yourself" in response.text
    assert administrators not in desk.groups.all()


def test_nobody_shuts_out_who_may_do_more(desk, administrator):
    response = signed_in(desk).post(f"/people/{administrator.pk}/", {"groups": []})

    administrator.refresh_from_db()
    assert response.status_code == 400
    assert administrator.is_active


def test_what_one_has_can_be_given(desk):
    other = User.objects.create_user("other")
    own = desk.groups.get()
    signed_in(desk).post(f"/people/{other.pk}/", {"groups": [own.pk], "is_active": "on"})

    assert own in other.groups.all()


@pytest.mark.parametrize(
    ("right", "status"), [("rooms.view_room", 302), ("rooms.delete_room", 400)]
)
def test_a_role_is_made_of_rights_that_one_has(desk, right, status):
    response = signed_in(desk).post("/people/roles/new/", role_data("Made", right))

    assert response.status_code == status
    assert Group.objects.filter(name="Made").exists() is (status == 302)


def test_a_role_that_may_more_is_neither_changed_nor_deleted(desk):
    group = Group.objects.create(name="Cleaners")
    group.permissions.set(permissions_named(["rooms.delete_room"]))
    role = Role.objects.create(group=group)
    signed_in(desk).post(f"/people/roles/{role.pk}/", role_data("Cleaners"))
    signed_in(desk).post(f"/people/roles/{role.pk}/delete/")

    assert rights_of(Group.objects.get(name="Cleaners")) == {"rooms.delete_room"}


def test_an_invitation_gives_no_more_either(desk):
    administrators = built_in_role(BuiltIn.ADMINISTRATOR).group
    response = signed_in(desk).post("/people/invitations/", {"groups": [administrators.pk]})

    assert response.status_code == 400
    assert not Invitation.objects.exists()


def test_who_sees_some_rooms_only_gives_nothing(desk):
    own = desk.groups.get()
    RoomScope.objects.create(group=own, kind=ScopeKind.NAME_PREFIX, text="Ward")
    other = User.objects.create_user("other")
    signed_in(desk).post(f"/people/{other.pk}/", {"groups": [own.pk], "is_active": "on"})

    assert not other.groups.exists()


def test_the_deletion_of_a_role_names_who_loses_it(alice_client):
    group = Group.objects.create(name="Cleaners")
    role = Role.objects.create(group=group)
    User.objects.create_user("<b>wilma").groups.add(group)
    page = alice_client.get(f"/people/roles/{role.pk}/delete/").text

    assert "&lt;b&gt;wilma" in page and Group.objects.filter(name="Cleaners").exists()
    alice_client.post(f"/people/roles/{role.pk}/delete/")
    assert not Group.objects.filter(name="Cleaners").exists()


def show_no_names(user: User) -> None:
    Role.objects.filter(group__user=user).update(names_shown=NamesShown.INITIALS)


def test_nobody_shows_themselves_more_of_names(desk):
    show_no_names(desk)
    role = Role.objects.get(group__user=desk)
    data = role_data("Desk", *OWN[:2]) | {"rights_0": OWN[1:], "names_shown": "full"}
    response = signed_in(desk).post(f"/people/roles/{role.pk}/", data)

    role.refresh_from_db()
    assert "more of people" in response.text
    assert (response.status_code, role.names_shown) == (400, NamesShown.INITIALS)


def test_nor_by_a_role_of_somebody_else(desk):
    show_no_names(desk)
    revealing = Group.objects.create(name="Readers")
    Role.objects.create(group=revealing, names_shown=NamesShown.FULL)
    groups = [*desk.groups.values_list("pk", flat=True), revealing.pk]
    response = signed_in(desk).post(f"/people/{desk.pk}/", {"groups": groups, "is_active": "on"})

    assert response.status_code == 400
    assert revealing not in desk.groups.all()


def test_a_role_that_shows_no_more_names_can_be_made(desk):
    show_no_names(desk)
    data = role_data("Made", "rooms.view_room") | {"names_shown": "initials"}

    assert signed_in(desk).post("/people/roles/new/", data).status_code == 302


def test_nobody_takes_the_roles_of_who_may_do_more_while_they_are_away(desk, administrator):
    User.objects.filter(pk=administrator.pk).update(is_active=False)
    response = signed_in(desk).post(f"/people/{administrator.pk}/", {"groups": []})

    assert response.status_code == 400
    assert administrator.groups.exists()
