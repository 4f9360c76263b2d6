from __future__ import annotations

import logging

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from kombu.exceptions import OperationalError

from accounts.http import HttpRequest
from core.api import get_account
from core.live import live_region
from meetings_api import Misconfigured
from rooms.access import require, walks_for
from rooms.models import RoomWalk
from rooms.tasks import walk_rooms

MOST_WALKS = 20

logger = logging.getLogger(__name__)


@require_GET
def walk_list(request: HttpRequest) -> HttpResponse:
    walks = walks_for(request.user)
    newest = walks.first()
    if request.htmx:
        revision = newest and (newest.pk, newest.state, newest.pages)
        return live_region(
            request,
            "rooms/walks.html#walks",
            lambda: {"walks": walks[:MOST_WALKS]},
            revision=revision,
        )
    context = {
        "section": "sync",
        "walks": walks[:MOST_WALKS],
        "last_failure": _failure(newest),
        "api": _api_address(),
        "every_seconds": settings.ROOM_WALK_SECONDS,
    }
    return render(request, "rooms/walks.html", context)


def _failure(newest: RoomWalk | None) -> RoomWalk | None:
    failed = newest is not None and newest.state == RoomWalk.State.FAILED
    return newest if failed else None


def _api_address() -> str:
    try:
        return get_account().url
    except Misconfigured:
        return ""


@require_POST
def walk_now(request: HttpRequest) -> HttpResponse:
    require(request.user, "rooms.add_roomwalk")
    try:
        walk_rooms.delay()
    except OperationalError:
        logger.warning("A walk was asked for, and the broker could not be reached.")
        messages.error(request, _("No walk was started: the task broker cannot be reached."))
    else:
        messages.success(request, _("Asked for a walk; its line below says how it goes."))
    return redirect("rooms:walks")
