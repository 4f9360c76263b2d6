"""Who may do what, and of which rooms."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from accounts.models import Role, User


def require(user: User, permission: str) -> None:
    """Raises PermissionDenied."""
    if not user.has_perm(permission):
        raise PermissionDenied


def people_for(user: User) -> QuerySet[User]:
    """Raises PermissionDenied."""
    require(user, "accounts.manage_people")
    return User.objects.prefetch_related("groups__role")


def get_person_for(user: User, person_pk: int) -> User:
    return get_object_or_404(people_for(user), pk=person_pk)


def roles_for(user: User) -> QuerySet[Role]:
    """Raises PermissionDenied."""
    require(user, "accounts.manage_people")
    return Role.objects.select_related("group")


def get_role_for(user: User, role_pk: int) -> Role:
    return get_object_or_404(roles_for(user), pk=role_pk)
