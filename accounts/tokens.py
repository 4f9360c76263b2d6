"""API tokens: made, shown once, recognised, revoked."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import Case, F, QuerySet, When
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts.models import ApiToken, User
from accounts.token_scopes import rights_of_scopes
from core.audit import Act
from core.origin import current_origin

# Recognisable, also to those who scan code for secrets that were left in it.
PREFIX = "mdt"
_SHAPE = re.compile(rf"{PREFIX}_([0-9a-f]{{12}})_([A-Za-z0-9_-]{{43}})")
_NOBODYS_HASH = "0" * 64
MOST_TOKENS = 50


class TokenRefused(Exception):
    """Unknown, wrong, revoked, expired, or of somebody inactive: all look the same."""


class TooManyTokens(ValueError):
    """Nobody needs so many."""


def tokens_of(user: User) -> QuerySet[ApiToken]:
    """Those that were not revoked, the newest first; expired ones are among them."""
    return ApiToken.objects.filter(user=user, revoked_at=None)


@transaction.atomic
def token_create(
    *, user: User, name: str, scopes: Iterable[str], lasts: timedelta
) -> tuple[ApiToken, str]:
    """It, and what is shown of it this once: the secret is kept nowhere. Raises TooManyTokens."""
    if tokens_of(user).count() >= MOST_TOKENS:
        raise TooManyTokens
    secret = secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=user,
        name=name,
        public_id=secrets.token_hex(6),
        secret_hash=_hash(secret),
        scopes=sorted(scopes),
        expires_at=timezone.now() + lasts,
    )
    changes = {"scopes": (None, token.scopes), "expires_at": (None, token.expires_at)}
    Act(user, "token.create", f"token:{token.public_id}", token.name, changes).done()
    return token, f"{PREFIX}_{token.public_id}_{secret}"


@transaction.atomic
def token_revoke(*, token: ApiToken, actor: User) -> bool:
    """From this moment on nobody gets in with it; False when it was revoked before."""
    living = ApiToken.objects.filter(pk=token.pk, revoked_at=None)
    if not living.update(revoked_at=timezone.now()):
        return False
    whose = {"person": (str(token.user), str(token.user))}
    Act(actor, "token.revoke", f"token:{token.public_id}", token.name, whose).done()
    return True


def token_accepted(text: str) -> ApiToken:
    """The token that `text` is; its `user` may do what it lets them. Raises TokenRefused.

    It is looked up by its public part. Of the secret only the hash is compared, in constant time,
    and as much is done for a token that there is not: nothing can be learnt from how long it takes.
    """
    found = _SHAPE.fullmatch(text)
    public_id, secret = found.groups() if found else ("", "")
    token = ApiToken.objects.select_related("user").filter(public_id=public_id).first()
    is_right = constant_time_compare(_hash(secret), token.secret_hash if token else _NOBODYS_HASH)
    if token is None or not is_right or not _is_usable(token):
        raise TokenRefused
    token.user.limited_to = rights_of_scopes(token.scopes)
    return token


def token_used(token: ApiToken, *, most_a_minute: int) -> bool:
    """Note when it was used, and from where; False when it was used too often in this minute.

    One statement, so that all processes count together and none waits for another.
    """
    now = timezone.now()
    minute = now.replace(second=0, microsecond=0)
    within = ApiToken.objects.filter(pk=token.pk).exclude(
        minute=minute, uses_in_minute__gte=most_a_minute
    )
    count = Case(When(minute=minute, then=F("uses_in_minute") + 1), default=1)
    address = current_origin().address
    return bool(
        within.update(uses_in_minute=count, minute=minute, last_used_at=now, last_used_from=address)
    )


def _is_usable(token: ApiToken) -> bool:
    return token.revoked_at is None and not token.is_expired and token.user.is_active


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
