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
from core.undo import success_with_undo
from meetings_api import MeetingsApiError
from rooms.abilities import editable_fields, why_not_editable
from rooms.access import get_editable_room_for
from rooms.edit_form import Difference, RoomEditForm, settled
from rooms.edit_save import RoomChanged, RoomGone, edit_save
from rooms.expiry import ExpiryPreset, preset_named
from rooms.request_preview import request_preview
from rooms.scopes import LEAVES_SCOPE, leaves_scope
from rooms.services import to_wire
from rooms.undo import undo_url


@require_http_methods(["GET", "POST"])
def room_edit(request: HttpRequest, room_id: str) -> HttpResponse:
    room = get_editable_room_for(request.user, room_id)
    editable = editable_fields(room, get_dialect())
    if not editable:
        messages.error(request, why_not_editable(room))
        return redirect(room)
    made_from = request.POST.get("made_from", "")
    data = settled(request.POST, made_from) if request.method == "POST" else None
    form = RoomEditForm(data, room=room, editable=editable, made_from=made_from)
    preset = preset_named(request.POST.get("preset"))
    if preset:
        typed = form.moved_on(preset)
        form = RoomEditForm(initial=typed, room=room, editable=editable, made_from=made_from)
    if request.method == "GET" or preset:
        return _page(request, form)
    if form.is_valid() and leaves_scope(request.user, form.wire_changes(), room):
        form.add_error(None, LEAVES_SCOPE)
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
        room = edit_save(form, actor=request.user)
    except RoomGone:
        messages.error(request, _("Not saved: the API does not have this room any more."))
        return redirect(form.room)
    except RoomChanged as changed:
        return _page(request, form.rebased(), changed.differences, status=409)
    except MeetingsApiError as error:
        form.refuse(error)
        return _page(request, form, status=400)
    words = _("Saved the room %(name)s.") % {"name": room.name}
    success_with_undo(request, words, undo_url=undo_url(form.room, room))
    return redirect(room)


def _page(
    request: HttpRequest,
    form: RoomEditForm,
    differences: Sequence[Difference] = (),
    *,
    status: int = 200,
    preview: str = "",
) -> HttpResponse:
    context = {
        "section": "rooms",
        "room": form.room,
        "form": form,
        "differences": differences,
        "presets": ExpiryPreset,
        "preview": preview,
    }
    return render(request, "rooms/edit.html", context, status=status)
