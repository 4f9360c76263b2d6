"""The control surface: what a test or a demo makes happen. Its own token, this machine only."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from ipaddress import ip_address
from typing import Any, cast

from django.conf import settings
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from meetings_server import clock, heartbeat, scenes
from meetings_server.addresses import SUBJECTS, address_kept
from meetings_server.applications import application_find, default_application
from meetings_server.checks import checked
from meetings_server.credentials import control_token
from meetings_server.delivery import pending_count
from meetings_server.engines.simulated import SimulatedEngine
from meetings_server.models import (
    Application,
    Callback,
    Fault,
    Logo,
    Participant,
    Recording,
    Room,
    Session,
    Theme,
)
from meetings_server.refusals import (
    conflict,
    forbidden,
    invalid_input,
    missing_credentials,
    no_route,
    not_found,
    wrong_credentials,
)
from meetings_server.rooms import free_rooms, room_expire
from meetings_server.scenarios import scenarios
from meetings_server.seed import seed
from meetings_server.views import control_fields as fields
from meetings_server.views.requests import json_object

Action = Callable[..., Any]

engine = SimulatedEngine()


def control(*, status: int = 200, **actions: Action) -> Callable[..., HttpResponse]:
    """A view that calls the action of the method; what it returns is the JSON of the answer."""

    @csrf_exempt
    def view(request: HttpRequest, **arguments: Any) -> HttpResponse:
        _require_token(request)
        action = actions.get((request.method or "").lower())
        if action is None:
            raise no_route(request.method, request.path)
        answer = action(request, **arguments)
        if answer is None:
            return HttpResponse(status=204)
        return JsonResponse(answer, status=200 if request.method == "GET" else status)

    return view


def _require_token(request: HttpRequest) -> None:
    if not ip_address(request.META["REMOTE_ADDR"]).is_loopback:
        raise forbidden("The control surface answers this machine only")
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if not scheme:
        raise missing_credentials()
    is_right = secrets.compare_digest(control_token().encode(), token.strip().encode())
    if scheme.lower() != "bearer" or not is_right:
        raise wrong_credentials()


def _find(model: type[Model], **key: Any) -> Any:
    found = model._default_manager.filter(**key).first()
    if found is None:
        raise not_found(f"There is no {model.__name__.lower()} {next(iter(key.values()))}")
    return found


def reset_everything(request: HttpRequest) -> None:
    body = checked(json_object(request), fields.RESET)
    clock.reset()
    with transaction.atomic():
        for model in (Callback, Fault, Room, Theme, Logo):
            model._default_manager.all().delete()
        Application.objects.filter(is_default=False).delete()
        Application.objects.update(callback_urls={})
        if body.get("seed"):
            seed(default_application())


@transaction.atomic
def set_callback_urls(request: HttpRequest) -> dict[str, Any]:
    body = checked(json_object(request), fields.CALLBACK_URLS)
    application = application_find(body.pop("application_id", None))
    given = dict.fromkeys(SUBJECTS, body["all"]) if "all" in body else body
    kept = application.callback_urls | given
    application.callback_urls = {subject: url for subject, url in kept.items() if url}
    application.save(update_fields=["callback_urls"])
    address_kept()
    return dict(application.callback_urls)


def start_session(_request: HttpRequest, room_id: str) -> dict[str, Any]:
    session = engine.start_session(_find(Room, id=room_id))
    return {"session_id": session.id, "started_at": clock.wire_time(session.started_at)}


def end_session(_request: HttpRequest, session_id: str) -> None:
    engine.end_session(_find(Session, id=session_id))


def join_session(request: HttpRequest, session_id: str) -> dict[str, Any]:
    body = checked(json_object(request), fields.PARTICIPANT)
    person = {"name": "Guest"} | body
    if "participant_id" in person:
        person["id"] = person.pop("participant_id")
    return {"participant_id": engine.join(_find(Session, id=session_id), **person).id}


def leave_session(_request: HttpRequest, session_id: str, participant_id: str) -> None:
    engine.leave(_find(Participant, id=participant_id, session_id=session_id))


def start_recording(_request: HttpRequest, session_id: str) -> dict[str, Any]:
    return {"recording_id": engine.start_recording(_find(Session, id=session_id)).id}


def stop_recording(request: HttpRequest, recording_id: str) -> None:
    body = checked(json_object(request), fields.STOP)
    recording = _find(Recording, id=recording_id)
    engine.stop_recording(recording, upload_after=None)
    if body.get("upload", True):
        engine.upload_recording(recording)


def upload_recording(_request: HttpRequest, recording_id: str) -> None:
    recording = _find(Recording, id=recording_id)
    if recording.status == "started":
        raise conflict(f"Recording {recording_id} is still running")
    engine.upload_recording(recording)


def expire_room(_request: HttpRequest, room_id: str) -> None:
    room_expire(_find(Room, id=room_id), clock.now())


def advance_clock(request: HttpRequest) -> dict[str, Any]:
    body = checked(json_object(request), fields.CLOCK)
    if "advance_seconds" not in body:
        raise invalid_input('"advance_seconds" is required')
    clock.advance(body["advance_seconds"])
    heartbeat.beat()
    return {"now": clock.wire_time(clock.now())}


def add_fault(request: HttpRequest) -> dict[str, Any]:
    body = checked(json_object(request), fields.FAULT)
    if "kind" not in body:
        raise invalid_input('"kind" is required')
    fault = Fault.objects.create(remaining=body.pop("count", 1), **body)
    return {"fault": fault.pk}


@transaction.atomic
def remove_faults(_request: HttpRequest) -> None:
    Fault.objects.all().delete()


def play_meeting(request: HttpRequest) -> dict[str, Any]:
    given = json_object(request)
    if "scenario" in given:
        body = checked(given, fields.SCENARIO)
        scenario = scenarios()[body.pop("scenario")]
        room = _room_to_play_in(body, free_rooms(to_record=scenario.records))
        session = scenes.play_scenario(room, scenario, **body)
    else:
        body = {"seconds": 20, "people": 4, "record": True} | checked(given, fields.MEETING)
        room = _room_to_play_in(body, free_rooms())
        session = scenes.play(room, **body)
    return {"session_id": session.id, "room_id": room.id}


def _room_to_play_in(body: dict[str, Any], free: QuerySet[Room]) -> Room:
    room_id = body.pop("room_id", None)
    application = application_find(body.pop("application_id", None))
    room = _find(Room, id=room_id) if room_id else free.filter(application=application).first()
    if room is None:
        raise conflict("No room is free")
    return cast(Room, room)


def tell_state(_request: HttpRequest) -> dict[str, Any]:
    live = Session.objects.filter(ended_at=None).select_related("room")
    return {
        "now": clock.wire_time(clock.now()),
        "rooms": Room.objects.filter(deleted_at=None).count(),
        "sessions": Session.objects.count(),
        "recordings": Recording.objects.count(),
        "callbacks_pending": pending_count(),
        "callback_url": settings.CALLBACK_URL != "",
        "live_sessions": [{"session_id": each.id, "room_id": each.room.id} for each in live],
    }
