"""One field of a room, edited where a page shows it; without scripts the edit page does it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from accounts.http import HttpRequest
from core.api import get_dialect
from core.undo import success_with_undo
from meetings_api import MeetingsApiError
from rooms.abilities import RoomAbilities, editable_fields, why_not_editable
from rooms.access import get_editable_room_for, get_room_for
from rooms.edit_form import RoomEditForm
from rooms.edit_save import RoomChanged, RoomGone, edit_save
from rooms.fields import LocalTimeInput
from rooms.models import Room
from rooms.scopes import LEAVES_SCOPE, leaves_scope
from rooms.undo import undo_url

# The title is that of the room's own page, of which all goes with its name.
TITLE = "title"
CELLS = {"name": "display_name", "expiry": "expires_at", TITLE: "display_name"}


@require_http_methods(["GET", "POST"])
def room_cell(request: HttpRequest, room_id: str, cell: str) -> HttpResponse:
    """The cell as it stands, with `?edit` its form. What is refused comes back as it was typed.

    Always 200 for htmx, which would swap nothing else.
    """
    if cell not in CELLS:
        raise Http404
    room = get_editable_room_for(request.user, room_id)
    if not request.htmx:
        return redirect(f"{reverse('rooms:edit', args=[room.remote_id])}#id_{CELLS[cell]}")
    if CELLS[cell] not in editable_fields(room, get_dialect()):
        return _shown(request, room, cell, why_not_editable(room))
    if request.method == "GET" and "edit" not in request.GET:
        return _shown(request, room, cell)
    form = _form(request, room, cell)
    if request.method == "GET" or not _is_acceptable(form, request):
        return _asked(request, form, cell)
    return _saved(request, form, cell)


def _form(request: HttpRequest, room: Room, cell: str) -> RoomEditForm:
    return RoomEditForm(
        request.POST or None,
        room=room,
        editable=frozenset({CELLS[cell]}),
        made_from=request.POST.get("made_from", ""),
        auto_id=f"cell_{room.pk}_%s",
    )


def _is_acceptable(form: RoomEditForm, request: HttpRequest) -> bool:
    if form.is_valid() and leaves_scope(request.user, form.wire_changes(), form.room):
        form.add_error(CELLS["name"], LEAVES_SCOPE)
    return form.is_valid()


def _saved(request: HttpRequest, form: RoomEditForm, cell: str) -> HttpResponse:
    if not form.edited():
        return _shown(request, form.room, cell)
    try:
        room = edit_save(form, actor=request.user)
    except RoomGone:
        words = _("Not saved: the API does not have this room any more.")
        return _shown(request, form.room, cell, words)
    except RoomChanged as changed:
        return _asked(request, form.rebased(), cell, theirs=changed.differences[0].theirs)
    except MeetingsApiError as error:
        form.refuse(error)
        return _asked(request, form, cell)
    words = _("Saved the room %(name)s.") % {"name": room.name}
    success_with_undo(request, words, undo_url=undo_url(form.room, room))
    if cell == TITLE:
        return HttpResponseClientRedirect(room.get_absolute_url())
    return _shown(request, get_room_for(request.user, room.remote_id), cell)


def _shown(request: HttpRequest, room: Room, cell: str, problem: str = "") -> HttpResponse:
    abilities = RoomAbilities.of(room, request.user, get_dialect())
    context = {"room": room, "abilities": abilities, "problem": problem, "is_back": True}
    return render(
        request, "rooms/cell.html", context | {"cell_template": f"rooms/cell_{cell}.html"}
    )


def _asked(request: HttpRequest, form: RoomEditForm, cell: str, **more: Any) -> HttpResponse:
    field = form[CELLS[cell]]
    # There is no room for the help, and nothing may refer to it then.
    field.help_text = ""
    widget = field.field.widget
    widget.attrs["autofocus"] = True
    readings = widget.readings(field.value()) if isinstance(widget, LocalTimeInput) else []
    context = {"room": form.room, "form": form, "field": field, "cell": cell, "readings": readings}
    return render(request, "rooms/cell_form.html", context | more)
