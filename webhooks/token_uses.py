"""Which token was last used when, so that one knows when an old one can go."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from webhooks.authentication import fingerprint
from webhooks.models import TokenUse

# To the minute is enough, and no callback should cost a second commit.
SECONDS_BETWEEN_WRITES = 60.0
# After so long without a callback that came with it, a token is taken for given up.
UNUSED = timedelta(days=3)

logger = logging.getLogger(__name__)
_written_at: dict[str, float] = {}


@dataclass(frozen=True)
class KnownToken:
    """One that is accepted; `is_current` is the one to register."""

    masked: str
    is_current: bool
    used_at: datetime | None

    @property
    def can_go(self) -> bool:
        """Never the one to register."""
        is_unused = self.used_at is None or timezone.now() - self.used_at > UNUSED
        return not self.is_current and is_unused


def token_used(token_fingerprint: str) -> None:
    now = time.monotonic()
    if now - _written_at.get(token_fingerprint, float("-inf")) < SECONDS_BETWEEN_WRITES:
        return
    _written_at[token_fingerprint] = now
    try:
        TokenUse.objects.update_or_create(
            fingerprint=token_fingerprint, defaults={"used_at": timezone.now()}
        )
    except DatabaseError as error:
        # The callback itself is stored.
        logger.warning("The use of a token could not be noted: %s", error)


def known_tokens() -> list[KnownToken]:
    """In the order of the setting, the current one first."""
    used = dict(TokenUse.objects.values_list("fingerprint", "used_at"))
    return [
        KnownToken(f"{token[:4]}…", index == 0, used.get(fingerprint(token)))
        for index, token in enumerate(settings.CALLBACK_TOKENS)
    ]
