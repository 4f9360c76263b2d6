"""Lists that people keep under a name, for themselves or for all who may see the list.

An app names each of its lists in `AppConfig.ready`, by `register_list`; the list's template says
`{% saved_views "recordings:list" %}`.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.http import QueryDict

from accounts.models import SavedView, User
from core.audit import Act
from core.templatetags.ui import PAGING_PARAMETERS

MOST_VIEWS = 50

# The URL name of a list -> the right without which nobody sees it.
_LISTS: dict[str, str] = {}


class TooManyViews(Exception):
    """Somebody keeps as many as anybody may, on one list."""


class NameTaken(Exception):
    """Somebody has a view of that name already, on the same list."""


def register_list(url_name: str, *, right: str) -> None:
    _LISTS[url_name] = right


def has_list(user: User, url_name: str) -> bool:
    return url_name in _LISTS and user.has_perm(_LISTS[url_name])


def views_of(user: User, url_name: str) -> QuerySet[SavedView]:
    """One's own and what others share, of a list that `user` may see."""
    if not has_list(user, url_name):
        return SavedView.objects.none()
    seen = SavedView.objects.filter(Q(owner=user) | Q(is_shared=True), page=url_name)
    return seen.select_related("owner").order_by(Lower("name"), "pk")


def changeable_views(user: User) -> QuerySet[SavedView]:
    """One's own; of others, who manages people has the shared ones."""
    own = Q(owner=user)
    return SavedView.objects.filter(
        own | Q(is_shared=True) if user.has_perm("accounts.manage_people") else own
    )


def kept_query(query: str) -> str:
    """What of a list's address is worth keeping: no place in it, and nothing that is empty."""
    parameters = QueryDict(query.removeprefix("?"), mutable=True)
    for name, values in list(parameters.lists()):
        filled = [value for value in values if value]
        if name in PAGING_PARAMETERS or not filled:
            del parameters[name]
        else:
            parameters.setlist(name, filled)
    return parameters.urlencode()


@transaction.atomic
def view_save(*, owner: User, page: str, name: str, query: str, is_shared: bool) -> SavedView:
    """Raises TooManyViews, NameTaken."""
    User.objects.select_for_update(of=("self",)).get(pk=owner.pk)
    kept = SavedView.objects.filter(owner=owner, page=page)
    if kept.filter(name=name).exists():
        raise NameTaken
    if kept.count() >= MOST_VIEWS:
        raise TooManyViews
    view = SavedView.objects.create(
        owner=owner, page=page, name=name, query=query, is_shared=is_shared
    )
    _act(owner, "view.save", view, {"query": ("", query), "is_shared": (False, is_shared)}).done()
    return view


@transaction.atomic
def view_change(*, view: SavedView, name: str, is_shared: bool, actor: User) -> None:
    """Raises NameTaken."""
    User.objects.select_for_update(of=("self",)).get(pk=view.owner_id)
    others = SavedView.objects.filter(owner=view.owner_id, page=view.page).exclude(pk=view.pk)
    if others.filter(name=name).exists():
        raise NameTaken
    wanted = {"name": name, "is_shared": is_shared}
    changes = {
        field: (getattr(view, field), value)
        for field, value in wanted.items()
        if getattr(view, field) != value
    }
    if changes:
        view.name, view.is_shared = name, is_shared
        view.save(update_fields=["name", "is_shared"])
        _act(actor, "view.change", view, changes).done()


@transaction.atomic
def view_delete(*, view: SavedView, actor: User) -> None:
    act = _act(actor, "view.delete", view, {"query": (view.query, "")})
    view.delete()
    act.done()


def _act(
    actor: User, action: str, view: SavedView, changes: dict[str, tuple[object, object]]
) -> Act:
    return Act(actor, action, f"view:{view.pk}", view.name, changes)
