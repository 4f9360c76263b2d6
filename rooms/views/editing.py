from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import HttpRequest
from core.api import get_dialect
from meetings_api import MeetingsApiError
from rooms.abilities import editable_fields
from rooms.access import get_editable_room_for
from rooms.edit_form import Conflict, RoomEditForm
from rooms.expiry import ExpiryPreset, preset_named
from rooms.models import Room
from rooms.request_preview import request_preview
from rooms.services import room_refresh, room_update, to_wire


@require_http_methods(["GET", "POST"])
def room_edit(request: HttpRequest, room_id: str) -> HttpResponse:
    room = get_editable_room_for(request.user, room_id)
    editable = editable_fields(room, get_dialect())
    if not editable:
        messages.error(request, _why_not_editable(room))
        return redirect(room)
    made_from = request.POST.get("made_from", "")
    form = RoomEditForm(request.POST or None, room=room, editable=editable, made_from=made_from)
    preset = preset_named(request.POST.get("preset"))
    if preset:
        typed = form.moved_on(preset)
        form = RoomEditForm(initial=typed, room=room, editable=editable, made_from=made_from)
    if request.method == "GET" or preset:
        return _page(request, form)
    if not form.is_valid():
        return _page(request, form, status=400)
    if "show" in request.POST and form.edited():
        return _page(request, form, preview=_preview(form))
    return _save(request, form)


def _preview(form: RoomEditForm) -> str:
    path = f"/rooms/{quote(form.room.remote_id, safe='')}"
    body = {"update_details": to_wire(form.wire_changes())}
    return request_preview("PATCH", path, body)


def _save(request: HttpRequest, form: RoomEditForm) -> HttpResponse:
    if not form.edited():
        messages.info(request, _("Nothing was changed, so nothing was sent."))
        return redirect(form.room)
    try:
        # The cache may be a walk behind, and somebody else may have edited the room meanwhile.
        form.room = room_refresh(room=form.room)
        if form.room.is_gone:
            messages.error(request, _("Not saved: the API does not have this room any more."))
            return redirect(form.room)
        conflicts = form.conflicts()
        if conflicts:
            return _page(request, form, conflicts, status=409)
        room = room_update(room=form.room, changes=form.wire_changes(), actor=request.user)
    except MeetingsApiError as error:
        form.refuse(error)
        return _page(request, form, status=400)
    messages.success(request, _("Saved the room %(name)s.") % {"name": room.name})
    return redirect(room)


def _why_not_editable(room: Room) -> str:
    if room.is_gone:
        return _("%(name)s is gone: it cannot be changed any more.") % {"name": room.name}
    if not room.is_known:
        return _("Nothing but the id of this room is known: refresh it from the API first.")
    if room.is_expired:
        return _("%(name)s has expired: the API takes no change of it.") % {"name": room.name}
    return _("This version of the Meetings API cannot change an instant room.")


def _page(
    request: HttpRequest,
    form: RoomEditForm,
    conflicts: Sequence[Conflict] = (),
    *,
    status: int = 200,
    preview: str = "",
) -> HttpResponse:
    context = {
        "section": "rooms",
        "room": form.room,
        "form": form,
        "conflicts": conflicts,
        "presets": ExpiryPreset,
        "preview": preview,
    }
    return render(request, "rooms/edit.html", context, status=status)
