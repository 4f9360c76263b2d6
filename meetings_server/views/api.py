from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from meetings_server.auth import caller
from meetings_server.families import is_beta
from meetings_server.models import Application, Recording, Room, Session
from meetings_server.pages import rooms_page
from meetings_server.refusals import forbidden, no_route, not_found, server_error, service_refusal
from meetings_server.rooms import room_create, room_delete, room_update
from meetings_server.views.requests import json_object
from meetings_server.wire import recording_json, room_json

Action = Callable[..., HttpResponse]


def endpoint(**actions: Action) -> Callable[..., HttpResponse]:
    """A view that authenticates, then calls the action of the request's method."""
    if "get" in actions:
        actions |= {"head": actions["get"]}
    allowed = ", ".join(sorted([*actions, "options"])).upper()

    @csrf_exempt
    def view(request: HttpRequest, **arguments: Any) -> HttpResponse:
        method = (request.method or "").lower()
        if method == "options":
            return HttpResponse(status=204, headers={"Allow": allowed})
        application = caller(request)
        if method not in actions:
            raise no_route(request.method, request.path)
        return actions[method](request, application, **arguments)

    return view


def unknown_route(request: HttpRequest, exception: Exception) -> HttpResponse:
    return no_route(request.method, request.path).answer()


def broken(_request: HttpRequest) -> HttpResponse:
    return server_error().answer()


def list_rooms(request: HttpRequest, application: Application, family: str) -> HttpResponse:
    return JsonResponse(rooms_page(request, application, f"{family}/rooms"))


def create_room(request: HttpRequest, application: Application, family: str) -> HttpResponse:
    return JsonResponse(room_json(room_create(application, json_object(request))), status=201)


def get_room(
    _request: HttpRequest, application: Application, family: str, room_id: str
) -> HttpResponse:
    return JsonResponse(room_json(_room(application, room_id)))


def update_room(
    request: HttpRequest, application: Application, family: str, room_id: str
) -> HttpResponse:
    room = room_update(_room(application, room_id), json_object(request), family)
    return JsonResponse(room_json(room))


def delete_room(
    request: HttpRequest, application: Application, family: str, room_id: str
) -> HttpResponse:
    if not is_beta(family):
        raise no_route(request.method, request.path)
    room_delete(_room(application, room_id))
    return HttpResponse(status=204)


def list_recordings(
    _request: HttpRequest, application: Application, family: str, session_id: str
) -> HttpResponse:
    session = Session.objects.filter(id=session_id, room__application=application).first()
    if session is None:
        raise not_found(f"Failed to find session recordings by id: {session_id}")
    found = session.recordings.select_related("session__room").order_by("started_at")
    return JsonResponse({"_embedded": {"recordings": [recording_json(each) for each in found]}})


def get_recording(
    _request: HttpRequest, application: Application, family: str, recording_id: str
) -> HttpResponse:
    recording = _recording(application, recording_id)
    if recording is None:
        raise not_found(f"Recording {recording_id} was not found")
    return JsonResponse(recording_json(recording))


@transaction.atomic
def delete_recording(
    _request: HttpRequest, application: Application, family: str, recording_id: str
) -> HttpResponse:
    recording = _recording(application, recording_id)
    if recording is None:
        raise not_found("Could not find recording")
    if recording.status != "uploaded":
        # As each version's own document has it (the contract, section 1, row 8).
        if is_beta(family):
            raise forbidden(f"Recording {recording_id} is not uploaded")
        raise service_refusal(
            500, "InternalServerError", f"Recording {recording_id} is not uploaded"
        )
    recording.delete()
    return HttpResponse(status=204)


def _room(application: Application, room_id: str) -> Room:
    room = (
        Room.objects.filter(application=application, id=room_id)
        .select_related("application", "theme")
        .first()
    )
    if room is None:
        raise not_found(f"Failed to fetch resource with id {room_id}")
    return room


def _recording(application: Application, recording_id: str) -> Recording | None:
    found = Recording.objects.filter(id=recording_id, session__room__application=application)
    return found.select_related("session__room").first()


rooms = endpoint(get=list_rooms, post=create_room)
room = endpoint(get=get_room, patch=update_room, delete=delete_room)
session_recordings = endpoint(get=list_recordings)
recording = endpoint(get=get_recording, delete=delete_recording)
