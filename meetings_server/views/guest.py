from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from meetings_server.models import Room
from meetings_server.refusals import no_route
from meetings_server.rooms import is_open


def front(request: HttpRequest) -> HttpResponse:
    """The host link leads here, with the room's code in its query."""
    return guest(request, request.GET.get("room_token", ""))


def company_front(request: HttpRequest, company: str) -> HttpResponse:
    if "room_token" not in request.GET:
        raise no_route(request.method, request.path)
    return front(request)


def guest(request: HttpRequest, meeting_code: str, company: str = "") -> HttpResponse:
    """A link goes on leading to its room when the room has got a theme of another company."""
    room = Room.objects.filter(meeting_code=meeting_code).first()
    context = {
        "room": room,
        "is_open": room is not None and is_open(room),
        "is_front": not meeting_code,
    }
    return render(request, "room.html", context, status=200 if room or not meeting_code else 404)
