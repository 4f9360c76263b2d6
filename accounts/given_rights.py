"""Nobody gives, or takes, what they do not have themselves."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import NamesShown, User
from accounts.roles import RIGHTS, names_of, rights_of
from accounts.sight import shows_more, sight_of


class NotAllowed(ValueError):
    """A change that this person may not make, or nobody; the text says why."""


def require_own(actor: User, rights: Iterable[str], names: Iterable[NamesShown] = ()) -> None:
    """Raises NotAllowed for `rights`, or as much of people's names, that `actor` does not have."""
    sight = sight_of(actor)
    if sight.scopes is not None:
        raise NotAllowed(_("Who sees some rooms only cannot say what others may do."))
    if any(shows_more(shown, sight.names) for shown in names):
        raise NotAllowed(_("It is about more of people's names than you see yourself."))
    foreign = [right for right in RIGHTS if right in {*rights} and not actor.has_perm(right)]
    if foreign:
        labels = ", ".join(str(RIGHTS[right]) for right in foreign)
        raise NotAllowed(
            _("It is about rights that you do not have yourself: %(rights)s.") % {"rights": labels}
        )


def require_own_groups(actor: User, groups: Iterable[Group]) -> None:
    """The same for all that `groups` let somebody do and see. Raises NotAllowed."""
    groups = list(groups)
    rights = {right for group in groups for right in rights_of(group)}
    require_own(actor, rights, [names_of(group) for group in groups])


def rights_given_to(person: User) -> set[str]:
    """By roles and directly, also while they may not sign in and so have none."""
    given = Permission.objects.filter(Q(user=person) | Q(group__user=person))
    found = given.values_list("content_type__app_label", "codename")
    return {f"{app_label}.{codename}" for app_label, codename in found}
