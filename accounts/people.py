"""Changes of who may sign in and of what each role may do; each is on record."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.devices import devices_end
from accounts.given_rights import NotAllowed, require_own, require_own_groups, rights_given_to
from accounts.invitations import invitations_revoke
from accounts.models import BuiltIn, NamesShown, Role, RoomScope, ScopeKind, User
from accounts.roles import (
    NAMES_AT_FIRST,
    RIGHTS,
    RIGHTS_AT_FIRST,
    names_of,
    permissions_named,
    put_back,
    rights_of,
)
from accounts.tokens import token_revoke, tokens_of
from core import audit


class Locked(NotAllowed):
    """What would leave nobody who manages people, or shut out who does it."""


@transaction.atomic
def person_update(*, person: User, groups: Iterable[Group], is_active: bool, actor: User) -> None:
    """Raises NotAllowed."""
    if person.is_superuser and not actor.is_superuser:
        raise NotAllowed(_("Only a superuser may change a superuser."))
    if person == actor and not is_active:
        raise Locked(_("Nobody can deactivate the account they are signed in with."))
    groups = list(groups)
    require_own(actor, rights_given_to(person))
    require_own_groups(actor, {*groups, *person.groups.all()})
    before = _standing(person)
    person.groups.set(groups)
    person.is_active = is_active
    person.save(update_fields=["is_active"])
    if person == actor and not _anew(person).has_perm("accounts.manage_people"):
        raise Locked(_("Nobody can take the right to manage people from themselves."))
    _record(actor, "person.update", f"person:{person.pk}", str(person), before, _standing(person))
    if before["is_active"] and not is_active:
        _shut_out(person, actor)


def _shut_out(person: User, actor: User) -> None:
    """For good: none of it works again when they may sign in again."""
    devices_end(person)
    for token in tokens_of(person):
        token_revoke(token=token, actor=actor)
    invitations_revoke(invited_by=person, actor=actor)


@transaction.atomic
def role_save(
    *,
    role: Role | None,
    name: str,
    names_shown: NamesShown,
    trash_hours: int | None,
    rights: set[str],
    scopes: list[tuple[ScopeKind, str]],
    actor: User,
) -> Role:
    """Change `role`, or make one. Raises NotAllowed."""
    _require_own_change(actor, role, rights, names_shown)
    before = _abilities(role) if role is not None else {}
    role = _named(role, name)
    role.names_shown = names_shown
    role.trash_hours = trash_hours
    role.save()
    # What was given by other means than these pages stays.
    others = rights_of(role.group) - RIGHTS.keys()
    role.group.permissions.set(permissions_named(rights | others))
    _restrict(role.group, scopes)
    _refuse_lock_out(actor)
    action = "role.update" if before else "role.create"
    _record(actor, action, f"role:{role.pk}", name, before, _abilities(role))
    return role


def _require_own_change(
    actor: User, role: Role | None, rights: set[str], shown: NamesShown
) -> None:
    """Of what a role has and is to have, as far as they differ. Raises NotAllowed."""
    had = rights_of(role.group) if role else set()
    names = {shown, names_of(role.group)} if role else {shown}
    require_own(actor, rights ^ had, names if role is None or len(names) > 1 else ())


def _named(role: Role | None, name: str) -> Role:
    """`role` under its `name`, or a new one that is still to be saved. Raises NotAllowed."""
    try:
        if role is None:
            return Role(group=Group.objects.create(name=name))
        # Who changes the same role at the same time waits here.
        Group.objects.filter(pk=role.group_id).update(name=name)
    except IntegrityError:
        raise NotAllowed(_("There is a role of this name already.")) from None
    role.group.name = name
    return role


@transaction.atomic
def role_reset(*, role: Role, actor: User) -> None:
    """Put a built-in role back to what it was at first. Raises NotAllowed."""
    if not role.built_in:
        raise NotAllowed(_("Only the built-in roles can be put back."))
    built_in = BuiltIn(role.built_in)
    _require_own_change(actor, role, RIGHTS_AT_FIRST[built_in], NAMES_AT_FIRST[built_in])
    before = _abilities(role)
    put_back(role)
    _refuse_lock_out(actor)
    _record(actor, "role.reset", f"role:{role.pk}", str(role), before, _abilities(role))


@transaction.atomic
def role_delete(*, role: Role, actor: User) -> None:
    """Its people keep what their other roles let them do. Raises NotAllowed."""
    if role.built_in:
        label = BuiltIn(role.built_in).label
        words = _("%(name)s is a built-in role: it can be changed, not deleted.")
        raise NotAllowed(words % {"name": label})
    require_own_groups(actor, [role.group])
    before, target, name = _abilities(role), f"role:{role.pk}", str(role)
    role.group.delete()
    _refuse_lock_out(actor)
    _record(actor, "role.delete", target, name, before, {})


def _restrict(group: Group, scopes: list[tuple[ScopeKind, str]]) -> None:
    group.room_scopes.all().delete()
    RoomScope.objects.bulk_create(
        RoomScope(group=group, kind=kind, text=text) for kind, text in scopes
    )


def _refuse_lock_out(actor: User) -> None:
    if not _anew(actor).has_perm("accounts.manage_people"):
        raise Locked(_("Nobody can take the right to manage people from themselves."))


def _anew(user: User) -> User:
    """Without the permissions that were looked up already."""
    return User.objects.get(pk=user.pk)


def _standing(person: User) -> dict[str, Any]:
    names = person.groups.order_by("name").values_list("name", flat=True)
    return {"roles": list(names), "is_active": person.is_active}


def _abilities(role: Role) -> dict[str, Any]:
    scopes = role.group.room_scopes.order_by("kind", "text").values_list("kind", "text")
    return {
        "name": role.group.name,
        "names_shown": str(role.names_shown),
        "trash_hours": role.trash_hours,
        "rights": sorted(rights_of(role.group)),
        "rooms": [f"{kind}: {text}" for kind, text in scopes],
    }


def _record(
    actor: User,
    action: str,
    target: str,
    name: str,
    before: dict[str, Any],
    after: dict[str, Any],
) -> None:
    changes = {
        field: (before.get(field), after.get(field))
        for field in before | after
        if before.get(field) != after.get(field)
    }
    if changes:
        audit.Act(actor, action, target, name, changes).done()
