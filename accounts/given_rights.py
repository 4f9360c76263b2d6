"""Nobody gives, or takes, what they do not have themselves."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import Group
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import RIGHTS, rights_of
from accounts.sight import sight_of


class NotAllowed(ValueError):
    """A change that this person may not make, or nobody; the text says why."""


def require_own(actor: User, rights: Iterable[str]) -> None:
    """Raises NotAllowed."""
    if sight_of(actor).scopes is not None:
        raise NotAllowed(_("Who sees some rooms only cannot say what others may do."))
    foreign = [right for right in RIGHTS if right in {*rights} and not actor.has_perm(right)]
    if foreign:
        labels = ", ".join(str(RIGHTS[right]) for right in foreign)
        raise NotAllowed(
            _("It is about rights that you do not have yourself: %(rights)s.") % {"rights": labels}
        )


def rights_of_groups(groups: Iterable[Group]) -> set[str]:
    return {right for group in groups for right in rights_of(group)}
