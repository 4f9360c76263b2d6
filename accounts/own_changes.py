"""What people change about how they get in is on record. The signals are django-allauth's."""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from allauth.socialaccount import signals as social
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.dispatch import Signal

from accounts.models import User
from core.audit import Act

PASSWORD = {
    account.password_changed: "account.password",
    account.password_set: "account.password",
    account.password_reset: "account.password_reset",
}
SECOND_STEP = {
    mfa.authenticator_added: "account.second_step_add",
    mfa.authenticator_removed: "account.second_step_remove",
    mfa.authenticator_reset: "account.second_step_reset",
}


def connect() -> None:
    for signal, action in PASSWORD.items():
        _on(signal, action)
    for signal, action in SECOND_STEP.items():
        _on(signal, action)
    mfa.authentication_failed.connect(_code_refused, dispatch_uid="audit of wrong codes")
    social.social_account_added.connect(_connected, dispatch_uid="audit of connecting")
    social.social_account_removed.connect(_disconnected, dispatch_uid="audit of disconnecting")


def _on(signal: Signal, action: str) -> None:
    def record(*, user: User, authenticator: Authenticator | None = None, **_kwargs: Any) -> None:
        detail = authenticator.type if authenticator else ""
        Act(user, action, f"person:{user.pk}", str(user)).done(detail=detail)

    signal.connect(record, weak=False, dispatch_uid=f"audit of {action}")


def _code_refused(*, user: User, authenticator: Authenticator, **_kwargs: Any) -> None:
    act = Act(None, "person.second_step", f"person:{user.pk}", str(user))
    act.refused(detail=authenticator.type)


def _connected(*, sociallogin: SocialLogin, **_kwargs: Any) -> None:
    user = sociallogin.user
    Act(user, "account.connect", f"person:{user.pk}", str(user)).done()


def _disconnected(*, socialaccount: SocialAccount, **_kwargs: Any) -> None:
    user = socialaccount.user
    Act(user, "account.disconnect", f"person:{user.pk}", str(user)).done()
