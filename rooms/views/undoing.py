from __future__ import annotations

from django.contrib import messages
from django.core.signing import BadSignature
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import HttpRequest
from core.next_page import next_page
from core.said import said
from meetings_api import MeetingsApiError
from rooms.access import get_editable_room_for
from rooms.edit_save import RoomChanged, RoomGone
from rooms.models import Room
from rooms.scopes import LEAVES_SCOPE, leaves_scope
from rooms.undo import change_read, change_take_back, wire_changes


@require_POST
def room_undo(request: HttpRequest, room_id: str) -> HttpResponse:
    room = get_editable_room_for(request.user, room_id)
    problem = _problem(request, room)
    if problem:
        messages.error(request, problem)
    else:
        messages.success(request, _("Taken back: the room is as it was."))
    return redirect(next_page(request) or room)


def _problem(request: HttpRequest, room: Room) -> str:
    """Take the change back; what kept it from being taken back, empty when nothing did."""
    try:
        change = change_read(request.GET.get("change", ""), room)
        if leaves_scope(request.user, wire_changes(change), room):
            return str(LEAVES_SCOPE)
        change_take_back(room=room, change=change, actor=request.user)
    except BadSignature:
        return _("Not taken back: that is no longer offered.")
    except RoomGone:
        return _("Not taken back: the API does not have this room any more.")
    except RoomChanged:
        return _("Not taken back: somebody has changed it since.")
    except MeetingsApiError as error:
        return _("Not taken back. %(reason)s") % {"reason": said(error.user_message)}
    return ""
