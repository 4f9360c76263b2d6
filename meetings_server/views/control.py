"""The control surface: what a test or a demo makes happen. Its own token, this machine only."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from meetings_server import clock, heartbeat, scenes
from meetings_server.credentials import control_token
from meetings_server.delivery import pending_count
from meetings_server.engine import SimulatedEngine
from meetings_server.middleware import KINDS
from meetings_server.models import (
    Application,
    Callback,
    ClockSetting,
    Fault,
    Participant,
    Recording,
    Room,
    Session,
)
from meetings_server.refusals import conflict, invalid_input, not_found, wrong_credentials
from meetings_server.rooms import room_expire
from meetings_server.seed import seed
from meetings_server.views.requests import json_object

LOOPBACK = ("127.0.0.1", "::1")
Action = Callable[..., Any]

engine = SimulatedEngine()


def control(**actions: Action) -> Callable[..., HttpResponse]:
    """A view that calls the action of the method; what it returns is the JSON of the answer."""

    @csrf_exempt
    def view(request: HttpRequest, **arguments: Any) -> HttpResponse:
        _require_token(request)
        action = actions.get((request.method or "").lower())
        if action is None:
            raise not_found(f"Cannot {request.method} {request.path}")
        answer = action(json_object(request), **arguments)
        status = 201 if request.method == "POST" else 200
        return (
            JsonResponse(answer, status=status) if answer is not None else HttpResponse(status=204)
        )

    return view


def _require_token(request: HttpRequest) -> None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    known = control_token().encode()
    is_right = scheme.lower() == "bearer" and secrets.compare_digest(known, token.encode())
    if request.META.get("REMOTE_ADDR") not in LOOPBACK or not is_right:
        raise wrong_credentials()


def _find(model: type[Model], **key: Any) -> Any:
    found = model._default_manager.filter(**key).first()
    if found is None:
        raise not_found(f"There is no {model.__name__.lower()} {next(iter(key.values()))}")
    return found


def reset_everything(body: dict[str, Any]) -> None:
    for model in (Callback, Fault, ClockSetting, Room):
        model._default_manager.all().delete()
    Application.objects.update(callback_urls={})
    if body.get("seed"):
        seed(Application.objects.get())


def set_callback_urls(body: dict[str, Any]) -> dict[str, Any]:
    application = Application.objects.get()
    subjects = ("rooms", "sessions", "recordings")
    given = dict.fromkeys(subjects, body["all"]) if "all" in body else body
    unknown = set(given) - set(subjects)
    if unknown:
        raise invalid_input(f'"{min(unknown)}" is not allowed')
    kept = application.callback_urls | given
    application.callback_urls = {subject: url for subject, url in kept.items() if url}
    application.save(update_fields=["callback_urls"])
    return dict(application.callback_urls)


def start_session(_body: dict[str, Any], room_id: str) -> dict[str, Any]:
    session = engine.start_session(_find(Room, id=room_id))
    return {"session_id": session.id, "started_at": clock.wire_time(session.started_at)}


def end_session(_body: dict[str, Any], session_id: str) -> None:
    engine.end_session(_find(Session, id=session_id))


def join_session(body: dict[str, Any], session_id: str) -> dict[str, Any]:
    person = {"name": str(body.get("name", "Guest")), "is_host": bool(body.get("is_host"))}
    person |= {"type": str(body["type"])} if body.get("type") else {}
    person |= {"id": str(body["participant_id"])} if body.get("participant_id") else {}
    return {"participant_id": engine.join(_find(Session, id=session_id), **person).id}


def leave_session(_body: dict[str, Any], session_id: str, participant_id: str) -> None:
    engine.leave(_find(Participant, id=participant_id, session_id=session_id))


def start_recording(_body: dict[str, Any], session_id: str) -> dict[str, Any]:
    return {"recording_id": engine.start_recording(_find(Session, id=session_id)).id}


def stop_recording(body: dict[str, Any], recording_id: str) -> None:
    recording = _find(Recording, id=recording_id)
    engine.stop_recording(recording)
    if body.get("upload", True):
        engine.upload_recording(recording)


def upload_recording(_body: dict[str, Any], recording_id: str) -> None:
    recording = _find(Recording, id=recording_id)
    if recording.status == "started":
        raise conflict(f"Recording {recording_id} is still running")
    engine.upload_recording(recording)


def expire_room(_body: dict[str, Any], room_id: str) -> None:
    room_expire(_find(Room, id=room_id))


def advance_clock(body: dict[str, Any]) -> dict[str, Any]:
    seconds = body.get("advance_seconds")
    if not isinstance(seconds, int | float) or isinstance(seconds, bool) or not 0 <= seconds < 1e9:
        raise invalid_input('"advance_seconds" must be a positive number')
    clock.advance(seconds)
    heartbeat.beat()
    return {"now": clock.wire_time(clock.now())}


def add_fault(body: dict[str, Any]) -> dict[str, Any]:
    kind = body.get("kind")
    if kind not in KINDS:
        raise invalid_input(f'"kind" must be one of [{", ".join(KINDS)}]')
    fault = Fault.objects.create(
        kind=kind,
        remaining=max(1, int(body.get("count", 1))),
        skip=max(0, int(body.get("skip", 0))),
        path=str(body.get("path", "")),
        retry_after=str(body.get("retry_after", 1)),
        seconds=float(body.get("seconds", 2)),
    )
    return {"fault": fault.pk}


def remove_faults(_body: dict[str, Any]) -> None:
    Fault.objects.all().delete()


def play_meeting(body: dict[str, Any]) -> dict[str, Any]:
    room = _find(Room, id=body["room_id"]) if body.get("room_id") else _free_room()
    session = scenes.play(
        room,
        seconds=float(body.get("seconds", 20)),
        people=int(body.get("people", 4)),
        record=bool(body.get("record", True)),
    )
    return {"session_id": session.id, "room_id": room.id}


def _free_room() -> Room:
    live = Session.objects.filter(ended_at=None).values("room")
    free = Room.objects.filter(is_available=True, type="long_term").exclude(pk__in=live)
    room = free.order_by("?").first()
    if room is None:
        raise conflict("No room is free")
    return room


def list_callbacks(_body: dict[str, Any]) -> dict[str, Any]:
    fields = ("id", "lane", "event", "body", "url", "state", "attempts", "last_answer")
    return {"callbacks": list(Callback.objects.values(*fields)[:5000])}


def flush_callbacks(body: dict[str, Any]) -> dict[str, Any]:
    deadline = time.monotonic() + float(body.get("timeout_seconds", 5))
    while pending_count() and time.monotonic() < deadline:
        time.sleep(0.05)
    return {"pending": pending_count()}


def tell_state(_body: dict[str, Any]) -> dict[str, Any]:
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
