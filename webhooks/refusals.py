"""Why a callback was turned away."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class RefusalReason(models.TextChoices):
    WRONG_TOKEN = "wrong-token", _("wrong token in the address")
    WRONG_NETWORK = "wrong-network", _("not from an allowed network")
    NO_CREDENTIALS = "no-credentials", _("no credentials")
    WRONG_PASSWORD = "wrong-password", _("wrong name or password")
    WRONG_SIGNATURE = "wrong-signature", _("wrong signature")
    WRONG_AGE = "wrong-age", _("signed too long ago, or in the future")
    WRONG_BODY = "wrong-body", _("body is not the one that was signed")
    USED_BEFORE = "used-before", _("signature was used before")


# What the sender is told. The same for everybody, so it gives nothing away.
ANSWERS: dict[RefusalReason, tuple[int, str]] = {
    RefusalReason.WRONG_TOKEN: (403, "The token in the address is wrong."),
    RefusalReason.WRONG_NETWORK: (403, "Callbacks are not taken from this network."),
    RefusalReason.NO_CREDENTIALS: (401, "The Authorization header is missing, or of another kind."),
    RefusalReason.WRONG_PASSWORD: (401, "The name or the password is wrong."),
    RefusalReason.WRONG_SIGNATURE: (401, "The signature is wrong."),
    RefusalReason.WRONG_AGE: (401, "The signature is too old, or from the future."),
    RefusalReason.WRONG_BODY: (401, "The signature is for another body."),
    RefusalReason.USED_BEFORE: (401, "This signature was used before; sign each attempt anew."),
}


class Refused(Exception):
    """A callback that nobody vouches for."""

    def __init__(self, reason: RefusalReason) -> None:
        super().__init__(str(reason.label))
        self.reason = reason
        self.status, self.answer = ANSWERS[reason]
