from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.test import Client

from accounts.invitations import invitation_create
from accounts.models import BuiltIn, Role, User
from accounts.people_forms import RoleForm
from accounts.roles import (
    AREAS,
    RIGHTS,
    RIGHTS_AT_FIRST,
    built_in_role,
    permissions_named,
    rights_of,
)
from core.models import AuditEntry
from tests.conftest import signed_in
from tests.support.tokens import make_token, script_of

API = "/api/v1/rooms/"


@pytest.fixture
def administrator(db) -> User:
    return with_role("dora", BuiltIn.ADMINISTRATOR)


def with_role(name: str, built_in: BuiltIn) -> User:
    user = User.objects.create_user(name)
    user.groups.add(built_in_role(built_in).group)
    return user


def role_data(role: Role, **changes):
    rights = rights_of(role.group)
    data = {"name": role.group.name, "names_shown": role.names_shown}
    for number, area in enumerate(AREAS):
        data[f"rights_{number}"] = [right for right in area.rights if right in rights]
    return data | changes


@pytest.mark.parametrize("built_in", BuiltIn)
def test_a_built_in_role_has_its_rights_at_first(db, built_in):
    assert rights_of(built_in_role(built_in).group) == RIGHTS_AT_FIRST[built_in]


def test_every_right_is_a_permission_of_some_model(db):
    assert permissions_named(set(RIGHTS)).count() == len(RIGHTS)


def test_every_right_that_an_app_declares_can_be_given(db):
    declared = {
        f"{model._meta.app_label}.{codename}"
        for model in apps.get_models()
        for codename, _name in model._meta.permissions
    }

    assert declared <= RIGHTS.keys()


def test_people_are_listed_with_their_roles_in_constant_queries(
    administrator, django_assert_max_num_queries
):
    for number in range(12):
        with_role(f"person-{number}", BuiltIn.VIEWER)
    client = signed_in(administrator)

    with django_assert_max_num_queries(12):
        page = client.get("/people/").content.decode()

    assert "person-11" in page
    assert "Viewer" in page


def test_roles_are_given_and_it_is_on_record(administrator, charlie):
    viewer = built_in_role(BuiltIn.VIEWER).group

    signed_in(administrator).post(
        f"/people/{charlie.pk}/", {"groups": [viewer.pk], "is_active": "on"}
    )

    assert User.objects.get(pk=charlie.pk).has_perm("rooms.view_room")
    entry = AuditEntry.objects.get(action="person.update")
    assert entry.changes["roles"] == {"before": [], "after": ["Viewer"]}


def test_who_is_deactivated_is_signed_out(administrator, charlie):
    theirs = signed_in(charlie)

    signed_in(administrator).post(f"/people/{charlie.pk}/", {})

    assert theirs.get("/jobs/").headers["Location"].startswith("/sign-in/")


def test_nobody_deactivates_themselves(administrator):
    response = signed_in(administrator).post(f"/people/{administrator.pk}/", {})

    assert response.status_code == 400
    assert User.objects.get(pk=administrator.pk).is_active


def test_nobody_gives_up_managing_people(administrator):
    response = signed_in(administrator).post(f"/people/{administrator.pk}/", {"is_active": "on"})

    assert response.status_code == 400
    assert User.objects.get(pk=administrator.pk).groups.exists()


def test_a_superuser_is_changed_by_superusers_only(administrator, alice):
    response = signed_in(administrator).post(f"/people/{alice.pk}/", {})

    assert response.status_code == 400
    assert User.objects.get(pk=alice.pk).is_active


def test_a_role_is_changed_and_it_is_on_record(administrator):
    role = built_in_role(BuiltIn.VIEWER)
    data = role_data(role, names_shown="hidden", name_prefix="Ward \n\nWard \nClinic")

    signed_in(administrator).post(f"/people/roles/{role.pk}/", data)

    scopes = role.group.room_scopes.values_list("kind", "text")
    assert list(scopes) == [("name_prefix", "Ward"), ("name_prefix", "Clinic")]
    changes = AuditEntry.objects.get(action="role.update").changes
    assert changes.keys() == {"names_shown", "rooms"}


def test_a_role_is_put_back_to_what_it_was_at_first(administrator):
    role = built_in_role(BuiltIn.OPERATOR)
    role.group.permissions.clear()

    signed_in(administrator).post(f"/people/roles/{role.pk}/reset/")

    assert rights_of(role.group) == RIGHTS_AT_FIRST[BuiltIn.OPERATOR]


def test_the_administrators_cannot_lock_themselves_out(administrator):
    role = built_in_role(BuiltIn.ADMINISTRATOR)

    response = signed_in(administrator).post(
        f"/people/roles/{role.pk}/", {"name": "Administrator", "names_shown": "full"}
    )

    assert response.status_code == 400
    assert rights_of(role.group) == set(RIGHTS)


def test_a_role_of_ones_own_is_made_and_deleted(administrator):
    client = signed_in(administrator)
    client.post("/people/roles/new/", {"name": "Auditor", "names_shown": "hidden"})
    role = Role.objects.get(group__name="Auditor")

    client.post(f"/people/roles/{role.pk}/delete/")

    assert not Group.objects.filter(name="Auditor").exists()
    actions = AuditEntry.objects.values_list("action", flat=True)
    assert list(actions) == ["role.delete", "role.create"]


def test_a_built_in_role_is_not_deleted(administrator):
    role = built_in_role(BuiltIn.VIEWER)

    signed_in(administrator).post(f"/people/roles/{role.pk}/delete/")

    assert Role.objects.filter(pk=role.pk).exists()


def test_two_roles_cannot_have_one_name(administrator):
    response = signed_in(administrator).post(
        "/people/roles/new/", {"name": "Viewer", "names_shown": "full"}
    )

    assert "There is a role of this name already" in response.content.decode()


@pytest.mark.parametrize("path", ["/people/", "/people/roles/", "/people/roles/new/"])
def test_who_does_not_manage_people_sees_none_of_it(db, path):
    assert signed_in(with_role("max", BuiltIn.MANAGER)).get(path).status_code == 403


@pytest.mark.parametrize(
    ("typed", "kept"), [("", None), ("72", 72), ("0", 36), ("-1", 36), ("8761", 36), ("x", 36)]
)
def test_a_role_has_its_own_time_in_the_trash(administrator, typed, kept):
    role = built_in_role(BuiltIn.MANAGER)
    Role.objects.filter(pk=role.pk).update(trash_hours=36)
    data = role_data(role, trash_hours=typed)

    response = signed_in(administrator).post(f"/people/roles/{role.pk}/", data)

    assert Role.objects.get(pk=role.pk).trash_hours == kept
    assert response.status_code == (400 if kept == 36 else 302)
    if kept != 36:
        assert "trash_hours" in AuditEntry.objects.get(action="role.update").changes


def test_who_may_not_sign_in_any_more_keeps_no_way_back(administrator):
    person = User.objects.create_user("mallory", password="mallory-password")
    person.groups.add(built_in_role(BuiltIn.ADMINISTRATOR).group)
    browser = Client()
    browser.post("/sign-in/", {"login": "mallory", "password": "mallory-password"})
    _invitation, link = invitation_create(groups=[], actor=person)
    script = script_of(person, "rooms:read")
    assert (browser.get("/rooms/").status_code, script.get(API).status_code) == (200, 200)

    for is_active in ("", "on"):
        data = {"groups": [person.groups.get().pk], "is_active": is_active}
        assert signed_in(administrator).post(f"/people/{person.pk}/", data).status_code == 302

    assert browser.get("/rooms/").status_code == 302
    assert script.get(API).status_code == 401
    assert Client().get(f"/invitations/{link}/").status_code == 410


def test_what_ends_with_an_account_is_on_record(administrator):
    person = User.objects.create_user("mallory")
    make_token(person)
    invitation_create(groups=[], actor=person)
    signed_in(administrator).post(f"/people/{person.pk}/", {"groups": []})

    ended = AuditEntry.objects.filter(actor=administrator).order_by("action")
    wanted = ["invitation.revoke", "person.update", "token.revoke"]
    assert [*ended.values_list("action", flat=True)] == wanted


@pytest.mark.parametrize("role", ["x", "-1", str(2**63), "9" * 40])
@pytest.mark.parametrize("path", ["/people/{}/", "/people/invitations/"])
def test_a_role_that_there_cannot_be_is_none(administrator, path, role):
    person = User.objects.create_user("other")
    data = {"groups": [role], "is_active": "on"}
    answer = signed_in(administrator).post(path.format(person.pk), data)

    assert answer.status_code == 400
    assert not person.groups.exists()


def test_a_role_that_somebody_made_a_moment_ago_is_there(administrator, monkeypatch):
    monkeypatch.setattr(RoleForm, "clean_name", lambda form: form.cleaned_data["name"])
    made, again = (
        signed_in(administrator).post("/people/roles/new/", {"name": "Made", "names_shown": "full"})
        for _ in range(2)
    )

    assert (made.status_code, again.status_code) == (302, 400)
    assert "There is a role of this name already." in again.text
