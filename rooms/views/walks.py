from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django.views.decorators.vary import vary_on_headers
from kombu.exceptions import OperationalError

from accounts.access import require
from accounts.http import HttpRequest
from core.api import get_account
from core.audit import Act
from core.live import clock_step, live_region
from core.paging import Page, keyset_page
from meetings_api import Misconfigured
from rooms.access import drifts_for, get_walk_for, walks_for
from rooms.drift_filters import DriftFilters
from rooms.models import Drift, RoomWalk
from rooms.tasks import walk_rooms
from rooms.walk_progress import WalkProgress, walk_revision

MOST_WALKS = 20

logger = logging.getLogger(__name__)


@require_GET
@vary_on_headers("HX-Request")
def walk_list(request: HttpRequest) -> HttpResponse:
    walks = walks_for(request.user)
    newest = walks.first()

    def lines() -> dict[str, Any]:
        return _lines(request, walks, newest)

    if request.htmx:
        revision = (walk_revision(newest), request.GET.get("cursor"))
        return live_region(request, "rooms/walks.html#walks", lines, revision=revision)
    context = {
        **lines(),
        "last_failure": _failure(newest),
        "api": _api_address(),
        "every_seconds": settings.ROOM_WALK_SECONDS,
    }
    return render(request, "rooms/walks.html", context)


def _lines(
    request: HttpRequest, walks: QuerySet[RoomWalk], newest: RoomWalk | None
) -> dict[str, Any]:
    page = keyset_page(
        walks, key="pk", descending=True, cursor=request.GET.get("cursor"), size=MOST_WALKS
    )
    running = WalkProgress.of(newest) if newest is not None and newest.is_running else None
    return {"section": "sync", "page": page, "progress": running}


@require_GET
@vary_on_headers("HX-Request")
def walk_detail(request: HttpRequest, walk_pk: int) -> HttpResponse:
    walk = get_walk_for(request.user, walk_pk)

    def context() -> dict[str, Any]:
        return {
            "section": "sync",
            "walk": walk,
            "progress": WalkProgress.of(walk) if walk.is_running else None,
            "page": _drifts(request, walk.pk),
        }

    if request.htmx:
        return live_region(
            request,
            "rooms/walk.html#board",
            context,
            revision=(walk_revision(walk), request.GET.get("cursor"), clock_step(10)),
            is_over=not walk.is_running,
        )
    return render(request, "rooms/walk.html", context())


def _drifts(request: HttpRequest, walk_pk: int | None = None) -> Page[Drift] | None:
    """None for who may not see them."""
    if not request.user.has_perm("rooms.view_drift"):
        return None
    drifts = drifts_for(request.user)
    if walk_pk is not None:
        drifts = drifts.filter(walk=walk_pk)
    return keyset_page(drifts, key="pk", descending=True, cursor=request.GET.get("cursor"))


@require_GET
def drift_list(request: HttpRequest) -> HttpResponse:
    filters = DriftFilters(request.GET)
    page = keyset_page(
        filters.applied(drifts_for(request.user)),
        key="pk",
        descending=True,
        cursor=request.GET.get("cursor"),
    )
    context = {"section": "sync", "filters": filters, "page": page}
    return render(request, "rooms/drifts.html", context)


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
    if RoomWalk.objects.filter(state=RoomWalk.State.RUNNING).exclude(claim="").exists():
        messages.info(request, _("A walk is under way already; its line below says how far it is."))
        return redirect("rooms:walks")
    try:
        walk_rooms.delay()
    except OperationalError:
        logger.warning("A walk was asked for, and the broker could not be reached.")
        messages.error(request, _("No walk was started: the task broker cannot be reached."))
    else:
        Act(request.user, "walk.begin", "walk").done()
        messages.success(request, _("Asked for a walk; its line below says how it goes."))
    return redirect("rooms:walks")
