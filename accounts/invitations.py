from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta
from smtplib import SMTPException

from django.contrib.auth.models import Group
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import require
from accounts.given_rights import NotAllowed, require_own_groups
from accounts.models import Invitation, User
from core.audit import Act

LASTS = timedelta(days=7)


class NotUsable(ValueError):
    """A link that is not known, was used, was taken back, or is too old: all look the same."""


def open_invitations() -> QuerySet[Invitation]:
    return Invitation.objects.filter(accepted_at=None, expires_at__gt=timezone.now())


def invitations_for(user: User) -> QuerySet[Invitation]:
    """Those that can still be used. Raises PermissionDenied."""
    require(user, "accounts.manage_people")
    return open_invitations().select_related("invited_by").prefetch_related("groups")


@transaction.atomic
def invitation_create(
    *, groups: Iterable[Group], actor: User | None, email: str = ""
) -> tuple[Invitation, str]:
    """It, and the token of its link, which is kept nowhere. Raises NotAllowed."""
    groups = list(groups)
    if actor is not None:
        require_own_groups(actor, groups)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        email=email.lower(),
        token_hash=_hash(token),
        invited_by=actor,
        expires_at=timezone.now() + LASTS,
    )
    invitation.groups.set(groups)
    names = ", ".join(group.name for group in invitation.groups.all())
    changes = {"roles": ("", names)}
    _act(actor, "invitation.create", invitation, changes).done()
    return invitation, token


def invitation_send(invitation: Invitation, link: str) -> bool:
    """Whether the mail went out."""
    body = render_to_string("accounts/email/invitation.txt", {"link": link, "days": LASTS.days})
    try:
        send_mail(_("You are invited to Meetings"), body, None, [invitation.email])
    except (OSError, SMTPException):
        return False
    return True


@transaction.atomic
def invitations_revoke(*, invited_by: User, actor: User) -> None:
    """All that somebody made and nobody has used."""
    for invitation in open_invitations().filter(invited_by=invited_by):
        invitation_revoke(invitation=invitation, actor=actor)


@transaction.atomic
def invitation_revoke(*, invitation: Invitation, actor: User) -> None:
    _act(actor, "invitation.revoke", invitation).done()
    invitation.delete()


def invitation_of(token: str) -> Invitation:
    """Raises NotUsable."""
    found = open_invitations().filter(token_hash=_hash(token)).select_related("invited_by").first()
    if found is None or not _is_vouched_for(found):
        raise NotUsable
    return found


def _is_vouched_for(invitation: Invitation) -> bool:
    """Whether who made it could make it still; the command line always can."""
    inviter = invitation.invited_by
    if inviter is None:
        return True
    try:
        require_own_groups(inviter, invitation.groups.all())
    except NotAllowed:
        return False
    return inviter.has_perm("accounts.manage_people")


@transaction.atomic
def invitation_accept(*, token: str, user: User) -> User:
    """Save the new `user`, who has the invitation's roles from then on. Raises NotUsable."""
    invitation = invitation_of(token)
    user.save()
    # Of two who come at once, one finds it used.
    still_open = open_invitations().filter(pk=invitation.pk)
    if not still_open.update(accepted_at=timezone.now(), accepted_by=user):
        raise NotUsable
    user.groups.set(invitation.groups.all())
    Act(user, "invitation.accept", f"person:{user.pk}", str(user)).done()
    return user


def _act(
    actor: User | None,
    action: str,
    invitation: Invitation,
    changes: dict[str, tuple[str, str]] | None = None,
) -> Act:
    return Act(actor, action, f"invitation:{invitation.pk}", str(invitation), changes or {})


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
