from __future__ import annotations

from django.contrib.auth.models import Permission

from accounts.models import User


def grant(user: User, *codenames: str) -> None:
    user.user_permissions.add(*Permission.objects.filter(codename__in=codenames))
