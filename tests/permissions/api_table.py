"""Every operation of the JSON API: its method, address, URL name, and the rights that it takes."""

from __future__ import annotations

ROOT = "/api/v1"
_SEE_ROOMS = {"rooms.view_room"}
_SEE_SESSIONS = {"rooms.view_meetingsession"}
_SEE_RECORDINGS = {"recordings.view_recording"}
_DOWNLOAD = {"recordings.view_recording", "recordings.download_recording"}
_SEE_CALLBACKS = {"webhooks.view_callback"}
_RECORDING = f"{ROOT}/recordings/{{recording_id}}/"
_CALLBACK = f"{ROOT}/callbacks/{{callback_id}}/"

OPERATIONS: list[tuple[str, str, str, set[str]]] = [
    ("get", f"{ROOT}/rooms/", "rooms", _SEE_ROOMS),
    ("get", f"{ROOT}/rooms/{{room_id}}/", "room", _SEE_ROOMS),
    ("patch", f"{ROOT}/rooms/{{room_id}}/", "room", {*_SEE_ROOMS, "rooms.change_room"}),
    ("get", f"{ROOT}/sessions/", "sessions", _SEE_SESSIONS),
    ("get", f"{ROOT}/sessions/{{session_id}}/", "session", _SEE_SESSIONS),
    ("get", f"{ROOT}/recordings/", "recordings", _SEE_RECORDINGS),
    ("get", _RECORDING, "recording", _SEE_RECORDINGS),
    ("delete", _RECORDING, "recording", {*_SEE_RECORDINGS, "recordings.delete_recording"}),
    ("post", f"{_RECORDING}download-link/", "download_link", _DOWNLOAD),
    ("get", f"{_RECORDING}download/", "download", _DOWNLOAD),
    ("get", f"{ROOT}/callbacks/", "callbacks", _SEE_CALLBACKS),
    ("get", _CALLBACK, "callback", _SEE_CALLBACKS),
    ("post", f"{_CALLBACK}replay/", "replay", {*_SEE_CALLBACKS, "webhooks.change_callback"}),
]
URL_NAMES = {f"api:v1:{name}" for _method, _path, name, _right in OPERATIONS}
