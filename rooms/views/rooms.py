from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers

from accounts.access import require
from accounts.http import HttpRequest
from core.api import get_dialect
from core.live import clock_step, live_region
from core.next_page import next_page
from core.paging import Page
from core.said import said
from core.times import minute_words
from core.undo import success_with_undo
from meetings_api import MeetingsApiError
from rooms.abilities import RoomAbilities
from rooms.access import (
    get_deletable_room_for,
    get_editable_room_for,
    get_revealable_room_for,
    get_room_for,
    rooms_for,
)
from rooms.bulk import actions_for
from rooms.expiry import ExpiryPreset, extended, preset_named
from rooms.forms import RoomCreateForm
from rooms.going import Going
from rooms.listing import RoomFilters, page_revision, tabs
from rooms.models import Room
from rooms.request_preview import request_preview
from rooms.room_page import RoomPage, activity_revision
from rooms.scopes import LEAVES_SCOPE, leaves_scope
from rooms.services import room_create, room_delete, room_refresh, room_update, to_wire
from rooms.services import room_host_link as reveal_host_link
from rooms.undo import undo_url

# The lengths of live sessions grow by the clock alone.
REFRESH_SECONDS = 30


@require_GET
@vary_on_headers("HX-Request")
def room_list(request: HttpRequest) -> HttpResponse:
    filters = RoomFilters(request.GET)
    page = filters.page(rooms_for(request.user))
    if request.htmx:
        return live_region(
            request,
            "rooms/list.html#board",
            lambda: _listed(request, filters, page),
            revision=(page_revision(page), clock_step(REFRESH_SECONDS)),
        )
    context = _listed(request, filters, page) | {
        "tabs": tabs(filters, rooms_for(request.user)),
        "is_live": "cursor" not in request.GET,
    }
    return render(request, "rooms/list.html", context)


def _listed(request: HttpRequest, filters: RoomFilters, page: Page[Room]) -> dict[str, Any]:
    dialect = get_dialect()
    return {
        "section": "rooms",
        "filters": filters,
        "page": page,
        "rows": [(room, RoomAbilities.of(room, request.user, dialect)) for room in page.rows],
        "actions": actions_for(request.user, dialect),
    }


@require_GET
def room_detail(request: HttpRequest, room_id: str) -> HttpResponse:
    if request.htmx:
        return _activity(request, room_id)
    room = get_room_for(request.user, room_id)
    context = {
        "section": "rooms",
        "room": room,
        "abilities": RoomAbilities.of(room, request.user, get_dialect()),
        "room_page": RoomPage(room),
        "presets": ExpiryPreset,
    }
    return render(request, "rooms/detail.html", context)


def _activity(request: HttpRequest, room_id: str) -> HttpResponse:
    revision = activity_revision(rooms_for(request.user), room_id)
    if revision is None:
        raise Http404

    def context() -> dict[str, Any]:
        room = get_room_for(request.user, room_id)
        return {"room": room, "room_page": RoomPage(room)}

    moving = (revision, clock_step(REFRESH_SECONDS))
    return live_region(request, "rooms/detail.html#activity", context, revision=moving)


@require_http_methods(["GET", "POST"])
def room_new(request: HttpRequest) -> HttpResponse:
    require(request.user, "rooms.add_room")
    form = RoomCreateForm(request.POST or None)
    preset = preset_named(request.POST.get("preset"))
    if preset:
        return _new_page(request, RoomCreateForm(initial=form.moved_on(preset)))
    if request.method == "GET":
        return _new_page(request, form)
    if form.is_valid() and leaves_scope(request.user, form.wire_fields()):
        form.add_error(None, LEAVES_SCOPE)
    if not form.is_valid():
        return _new_page(request, form, status=400)
    if "show" in request.POST:
        preview = request_preview("POST", "/rooms", to_wire(form.wire_fields()))
        return _new_page(request, form, preview=preview)
    return _create(request, form)


def _create(request: HttpRequest, form: RoomCreateForm) -> HttpResponse:
    try:
        room = room_create(fields=form.wire_fields(), actor=request.user)
    except MeetingsApiError as error:
        form.refuse(error)
        return _new_page(request, form, status=400)
    messages.success(request, _("Created the room %(name)s.") % {"name": room.name})
    return redirect(room)


def _new_page(
    request: HttpRequest,
    form: RoomCreateForm,
    *,
    status: int = 200,
    preview: str = "",
) -> HttpResponse:
    context = {"section": "rooms", "form": form, "presets": ExpiryPreset, "preview": preview}
    return render(request, "rooms/new.html", context, status=status)


@require_POST
def room_extend(request: HttpRequest, room_id: str) -> HttpResponse:
    room = get_editable_room_for(request.user, room_id)
    preset = preset_named(request.POST.get("preset"))
    if preset is None:
        messages.error(request, _("Choose by how much to extend the room."))
        return _back(request, room)
    changes = {"expires_at": extended(room.expires_at, preset)}
    try:
        now = room_update(room=room, changes=changes, actor=request.user)
    except MeetingsApiError as error:
        messages.error(request, _not_done(_("The room was not extended."), error))
    else:
        until = minute_words(now.expires_at or changes["expires_at"])
        words = _("Extended %(name)s until %(until)s.") % {"name": now.name, "until": until}
        success_with_undo(request, words, undo_url=undo_url(room, now))
    return _back(request, room)


@require_http_methods(["GET", "POST"])
def room_remove(request: HttpRequest, room_id: str) -> HttpResponse:
    room = get_deletable_room_for(request.user, room_id)
    abilities = RoomAbilities.of(room, request.user, get_dialect())
    if not abilities.can_delete:
        messages.error(request, _why_not_deletable(room))
        return redirect(room)
    if request.method == "POST":
        return _remove(request, room)
    going = Going.of(Room.objects.filter(pk=room.pk))
    context = {"section": "rooms", "room": room, "going": going}
    return render(request, "rooms/delete.html", context)


def _why_not_deletable(room: Room) -> str:
    if room.is_gone:
        return _("%(name)s is gone already.") % {"name": room.name}
    return _("This version of the Meetings API cannot delete rooms: let it expire instead.")


def _remove(request: HttpRequest, room: Room) -> HttpResponse:
    try:
        was_there = room_delete(room=room, actor=request.user)
    except MeetingsApiError as error:
        messages.error(request, _not_done(_("The room was not deleted."), error))
        return redirect(room)
    words = _("Deleted the room %(name)s.") if was_there else _("%(name)s was already gone.")
    messages.success(request, words % {"name": room.name})
    return redirect("rooms:list")


@require_POST
def room_reread(request: HttpRequest, room_id: str) -> HttpResponse:
    room = get_room_for(request.user, room_id)
    digest = room.digest
    try:
        room = room_refresh(room=room)
    except MeetingsApiError as error:
        messages.error(request, _not_done(_("The room was not refreshed."), error))
        return redirect(room)
    if room.gone_at is not None:
        messages.warning(request, _("The API does not have this room any more."))
    elif room.digest == digest:
        messages.info(request, _("Asked the API: nothing has changed."))
    else:
        messages.success(request, _("Refreshed from the API."))
    return redirect(room)


@require_POST
@never_cache
def room_host_link(request: HttpRequest, room_id: str) -> HttpResponse:
    room = get_revealable_room_for(request.user, room_id)
    context = {"section": "rooms", "room": room, "link": "", "error": ""}
    try:
        context["link"] = reveal_host_link(room=room, actor=request.user)
    except MeetingsApiError as error:
        context["error"] = said(error.user_message)
    region = "#host-link" if request.htmx else ""
    return render(request, f"rooms/host_link.html{region}", context)


def _not_done(words: str, error: MeetingsApiError) -> str:
    return f"{words} {said(error.user_message)}"


def _back(request: HttpRequest, room: Room) -> HttpResponse:
    return redirect(next_page(request) or room)
