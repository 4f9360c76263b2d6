"""Signing in and out is on record, and so is failing to. The signals are Django's."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed

from accounts.models import User
from core import audit
from core.text import storable


def connect() -> None:
    user_logged_in.connect(_signed_in, dispatch_uid="audit of signing in")
    user_logged_out.connect(_signed_out, dispatch_uid="audit of signing out")
    user_login_failed.connect(_refused, dispatch_uid="audit of failing to sign in")


def _signed_in(*, user: User, **_kwargs: Any) -> None:
    audit.Act(user, "person.sign_in", f"person:{user.pk}", str(user)).done()


def _signed_out(*, user: User | None, **_kwargs: Any) -> None:
    if user is not None:
        audit.Act(user, "person.sign_out", f"person:{user.pk}", str(user)).done()


def _refused(*, credentials: dict[str, Any], **_kwargs: Any) -> None:
    """With the name that was tried, which may be a password typed into the wrong field: cut short."""
    tried = storable(str(credentials.get("username") or credentials.get("email") or "")[:150])
    person = User.objects.filter(username__iexact=tried).first()
    target = f"person:{person.pk}" if person else "person"
    audit.Act(None, "person.sign_in", target, tried).refused()
