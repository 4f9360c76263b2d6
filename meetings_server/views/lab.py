"""The callback lab: the control surface and the outbox as a page.

Its script only keeps what it shows current; everything works without it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.http.request import QueryDict
from django.shortcuts import redirect, render

from meetings_server import callback_log, lab, scenes
from meetings_server.addresses import SUBJECTS, address_kept
from meetings_server.applications import application_find
from meetings_server.checks import checked
from meetings_server.engines.simulated import SimulatedEngine
from meetings_server.models import Application, Callback, Participant, Recording, Room, Session
from meetings_server.refusals import invalid_input, not_found
from meetings_server.scenarios import scenarios
from meetings_server.views import control_fields as fields
from meetings_server.views.callbacks import find
from meetings_server.views.lab_access import signed_in

SHOWN = 50
FOLDER = Path(__file__).parents[1]
# What the forms were filled in with, to be filled in again.
REMEMBERED = ("room_id", "event", "manner", "scenario", "speed")

engine = SimulatedEngine()


def style(_request: HttpRequest) -> HttpResponseBase:
    return FileResponse((FOLDER / "lab.css").open("rb"), content_type="text/css")


def script(_request: HttpRequest) -> HttpResponseBase:
    return FileResponse((FOLDER / "lab.js").open("rb"), content_type="text/javascript")


@signed_in
def bench(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        _do(request.POST)
        return redirect(_back(request.POST))
    applications = Application.objects.order_by("-is_default", "name")
    context = {
        "rooms": _rooms(),
        "sessions": _live_sessions(),
        "events": list(lab.EVENTS),
        "manners": lab.MANNERS,
        "scenarios": scenarios().values(),
        "callbacks": _latest(),
        "applications": applications,
        "address": applications[0].callback_urls,
        "unaddressed": Callback.objects.filter(state="unaddressed").count(),
        "chosen": request.GET,
    }
    return render(request, "lab/bench.html", context)


def _back(form: QueryDict) -> str:
    """To the bench as it was left: the same choices, at the same session."""
    chosen = urlencode({name: form[name] for name in REMEMBERED if name in form})
    session = form.get("session_id", "")
    return f"/lab{'?' if chosen else ''}{chosen}{f'#session-{quote(session)}' if session else ''}"


@signed_in
def rooms(request: HttpRequest) -> HttpResponse:
    context = {"rooms": _rooms(), "applications": Application.objects.all()}
    return render(request, "lab/rooms.html", context)


def _rooms() -> list[Room]:
    live = Session.objects.filter(room=OuterRef("pk"), ended_at=None)
    open_rooms = Room.objects.filter(is_available=True, deleted_at=None)
    open_rooms = open_rooms.annotate(is_live=Exists(live)).select_related("application")
    return list(open_rooms.order_by("-is_live", "display_name"))


def _live_sessions() -> QuerySet[Session]:
    present = Participant.objects.filter(is_present=True)
    running = Recording.objects.filter(status="started")
    return (
        Session.objects.filter(ended_at=None)
        .select_related("room")
        .prefetch_related(
            Prefetch("participants", present, to_attr="present"),
            Prefetch("recordings", running, to_attr="running"),
        )
        .order_by("-started_at")
    )


def _latest() -> QuerySet[Callback]:
    return Callback.objects.select_related("room").order_by("-id")[:SHOWN]


@signed_in
def deliveries(request: HttpRequest) -> HttpResponse:
    return render(request, "lab/deliveries.html", {"callbacks": _latest()})


@signed_in
def delivery(request: HttpRequest, callback_id: int) -> HttpResponse:
    callback = find(callback_id)
    if request.method == "POST" and "drop" in request.POST:
        callback_log.drop(callback)
        return redirect(request.path)
    if request.method == "POST":
        return redirect(f"/lab/callbacks/{callback_log.replay(callback).pk}")
    context = {
        "callback": callback,
        "body": _readable(callback.body),
        "curl": lab.as_curl(callback),
        "log": callback.log.all(),
        "source": request.path,
        "most_attempts": callback.most_attempts or settings.CALLBACK_ATTEMPTS,
    }
    return render(request, "lab/delivery.html", context)


def _readable(body: str) -> str:
    """A broken body stays as it is."""
    try:
        return json.dumps(json.loads(body), indent=2, ensure_ascii=False)
    except ValueError:
        return body


def _do(form: QueryDict) -> None:
    """Raises Refusal when the form says what cannot be done."""
    action = ACTIONS.get(form.get("action", ""))
    if action is None:
        raise invalid_input('"action" is not known')
    action(form)


def _room(form: QueryDict) -> Room:
    room = Room.objects.filter(id=form.get("room_id", "")).first()
    if room is None:
        raise not_found("There is no such room")
    return room


def _session(form: QueryDict) -> Session:
    session = Session.objects.filter(id=form.get("session_id", "")).first()
    if session is None:
        raise not_found("There is no such session")
    return session


def _start(form: QueryDict) -> None:
    engine.start_session(_room(form))


def _play(form: QueryDict) -> None:
    speed = form.get("speed", "1")
    values: dict[str, Any] = {
        "scenario": form.get("scenario"),
        "speed": int(speed) if speed.isdecimal() and len(speed) < 6 else None,
    }
    body = checked(values, fields.SCENARIO)
    scenes.play_scenario(_room(form), scenarios()[body["scenario"]], speed=body["speed"])


def _join(form: QueryDict) -> None:
    person = checked({"name": form.get("name")}, fields.PARTICIPANT)
    engine.join(_session(form), **person, is_host="is_host" in form)


def _leave(form: QueryDict) -> None:
    for participant in _session(form).participants.filter(id=form.get("participant_id", "")):
        engine.leave(participant)


def _record(form: QueryDict) -> None:
    engine.start_recording(_session(form))


def _stop(form: QueryDict) -> None:
    for recording in _session(form).recordings.filter(status="started"):
        engine.stop_recording(recording)


def _end(form: QueryDict) -> None:
    engine.end_session(_session(form))


def _send(form: QueryDict) -> None:
    values = {"event": form.get("event"), "manner": form.get("manner")}
    lab.send(_room(form), **checked(values, fields.LAB_EVENT))


@transaction.atomic
def _register(form: QueryDict) -> None:
    given = checked({"all": form.get("url") or None}, fields.CALLBACK_URLS)["all"]
    application = application_find(form.get("application_id"))
    application.callback_urls = dict.fromkeys(SUBJECTS, given) if given else {}
    application.save(update_fields=["callback_urls"])
    address_kept()


ACTIONS: dict[str, Callable[[QueryDict], None]] = {
    "start": _start,
    "play": _play,
    "join": _join,
    "leave": _leave,
    "record": _record,
    "stop": _stop,
    "end": _end,
    "send": _send,
    "register": _register,
}
