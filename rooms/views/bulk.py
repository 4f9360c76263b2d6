"""Doing something to a selection of rooms, or to all that a filter matches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import require
from accounts.http import HttpRequest
from core.api import get_dialect
from core.filters import unusable_filter_words
from core.text import storable
from jobs.kinds import JobRefused
from jobs.selection import MOST_SELECTED, Selection
from jobs.services import MOST_ITEMS, Target, job_begin
from rooms.access import rooms_for
from rooms.bulk import ACTIONS, RoomAction
from rooms.bulk_forms import DeleteForm, ExtendForm, RenameForm
from rooms.going import Going
from rooms.listing import RoomFilters
from rooms.models.room import RoomQuerySet
from rooms.renaming import Renames

_FORMS: dict[str, type[forms.Form]] = {
    "extend": ExtendForm,
    "rename": RenameForm,
    "delete": DeleteForm,
}


@dataclass(frozen=True)
class RoomSelection(Selection[RoomQuerySet]):
    # Of the list that the form was on.
    query: str = ""

    @property
    def list_url(self) -> str:
        query = QueryDict(self.query).urlencode()
        return reverse("rooms:list") + (f"?{query}" if query else "")


@require_POST
def room_bulk(request: HttpRequest) -> HttpResponse:
    name = request.POST.get("action", "")
    action = ACTIONS.get(name)
    if action is None:
        raise Http404
    require(request.user, action.permission)
    selection = _selection(request)
    if refusal := _refusal(action, selection):
        messages.error(request, refusal)
        return redirect(selection.list_url)
    form = _FORMS[name](request.POST if "sure" in request.POST else None)
    if not form.is_valid() or selection.change_since(request.POST.get("shown", "")):
        return _question(request, action, selection, form)
    if isinstance(form, RenameForm):
        return _rename(request, action, selection, form)
    targets = form.targets(selection.settled)  # type: ignore[attr-defined]
    return _begun(request, action, selection, targets, _params(form))


def _refusal(action: RoomAction, selection: RoomSelection) -> str:
    if not action.is_possible(get_dialect()):
        return _("This version of the Meetings API cannot do that to rooms.")
    if selection.problems:
        return selection.problems
    return "" if selection.count else _("Select the rooms first.")


def _selection(request: HttpRequest) -> RoomSelection:
    rooms, query = rooms_for(request.user), request.POST.get("query", "")
    kept = [("query", query)]
    if "all" in request.POST:
        filters = RoomFilters(QueryDict(query))
        problems = unusable_filter_words(filters)
        fields = [("all", "listed"), *kept]
        return RoomSelection(filters.applied(rooms), fields, problems, query)
    ids = [storable(remote_id) for remote_id in request.POST.getlist("room")[:MOST_SELECTED]]
    fields = [*(("room", remote_id) for remote_id in ids), *kept]
    return RoomSelection(rooms.filter(remote_id__in=ids), fields, query=query)


def _params(form: forms.Form) -> dict[str, Any]:
    return form.cleaned_data if isinstance(form, DeleteForm) else {}


def _rename(
    request: HttpRequest, action: RoomAction, selection: RoomSelection, form: RenameForm
) -> HttpResponse:
    """The preview, until what is asked for is what was looked at."""
    if selection.is_too_many:
        return _question(request, action, selection, form)
    renames = Renames.of(
        selection.settled.order_by("display_name", "pk"),
        request.user,
        get_dialect(),
        pattern=form.cleaned_data["pattern"],
        start=form.cleaned_data["start"],
    )
    if form.cleaned_data["seen"] != renames.digest or not renames.wanted:
        return _question(request, action, selection, form, renames)
    params = {"pattern": form.cleaned_data["pattern"]}
    return _begun(request, action, selection, renames.targets(), params)


def _question(
    request: HttpRequest,
    action: RoomAction,
    selection: RoomSelection,
    form: forms.Form,
    renames: Renames | None = None,
) -> HttpResponse:
    is_deletion = isinstance(form, DeleteForm) and not selection.is_too_many
    context = {
        "section": "rooms",
        "action": action,
        "action_name": request.POST["action"],
        "selection": selection,
        "most": MOST_ITEMS,
        "form": form,
        "renames": renames,
        "going": Going.of(selection.things) if is_deletion else None,
        "change": selection.change_since(request.POST.get("shown", "")),
        "is_one": selection.count == 1,
        "is_outdated": bool(renames and request.POST.get("seen")),
    }
    return render(request, "rooms/bulk.html", context, status=400 if form.errors else 200)


def _begun(
    request: HttpRequest,
    action: RoomAction,
    selection: RoomSelection,
    targets: Iterable[Target],
    params: dict[str, Any],
) -> HttpResponse:
    try:
        job = job_begin(kind=action.kind, actor=request.user, targets=targets, params=params)
    except JobRefused as error:
        messages.error(request, str(error))
        return redirect(selection.list_url)
    messages.success(request, _("Begun. It goes on when you leave this page."))
    return redirect(job)
