from __future__ import annotations

from django.urls import URLPattern, path, re_path

from meetings_server.families import FAMILIES
from meetings_server.openapi import document
from meetings_server.themes import BUCKET
from meetings_server.views import (
    api,
    applications,
    callbacks,
    control,
    guest,
    lab,
    lab_access,
    logos,
    media,
    themes,
)
from meetings_server.views.control import control as surface
from meetings_server.views.dial_in_numbers import dial_in_numbers


def family_urls(family: str) -> list[URLPattern]:
    here = {"family": family}
    return [
        path(f"{family}/rooms", api.rooms, here),
        path(f"{family}/rooms/<str:room_id>", api.room, here),
        # One SDK leaves the last segment out (the contract, section 6, item 10).
        path(f"{family}/sessions/<str:session_id>", api.session_recordings, here),
        path(f"{family}/sessions/<str:session_id>/recordings", api.session_recordings, here),
        path(f"{family}/recordings/<str:recording_id>", api.recording, here),
        path(f"{family}/dial-in-numbers", dial_in_numbers, here),
        path(f"{family}/themes", themes.themes, here),
        path(f"{family}/themes/logos-upload-urls", logos.uploads, here),
        path(f"{family}/themes/<str:theme_id>", themes.theme, here),
        path(f"{family}/themes/<str:theme_id>/rooms", themes.theme_rooms, here),
        path(f"{family}/themes/<str:theme_id>/finalizeLogos", logos.finalization, here),
        path(f"{family}/applications", themes.application, here),
    ]


urlpatterns = [
    *(pattern for family in FAMILIES for pattern in family_urls(family)),
    path("openapi.json", document.serve),
    path("media/<str:partner>/<str:recording_id>/archive.mp4", media.serve),
    path(BUCKET, logos.upload),
    path("logos/<str:logo_type>/<str:logo_id>", logos.show),
    path(
        "control/applications", surface(status=201, get=applications.tell, post=applications.create)
    ),
    path("control/applications/<str:application_id>", surface(delete=applications.remove)),
    path("control/reset", surface(post=control.reset_everything)),
    path("control/callback-urls", surface(put=control.set_callback_urls)),
    path("control/rooms/<str:room_id>/sessions", surface(status=201, post=control.start_session)),
    path("control/rooms/<str:room_id>/expire", surface(post=control.expire_room)),
    path("control/sessions/<str:session_id>/end", surface(post=control.end_session)),
    path(
        "control/sessions/<str:session_id>/participants",
        surface(status=201, post=control.join_session),
    ),
    path(
        "control/sessions/<str:session_id>/participants/<str:participant_id>",
        surface(delete=control.leave_session),
    ),
    path(
        "control/sessions/<str:session_id>/recordings",
        surface(status=201, post=control.start_recording),
    ),
    path("control/recordings/<str:recording_id>/stop", surface(post=control.stop_recording)),
    path("control/recordings/<str:recording_id>/upload", surface(post=control.upload_recording)),
    path("control/clock", surface(post=control.advance_clock)),
    path(
        "control/faults", surface(status=201, post=control.add_fault, delete=control.remove_faults)
    ),
    path("control/meetings", surface(status=202, post=control.play_meeting)),
    path("control/callbacks", surface(get=callbacks.tell_latest)),
    path("control/callbacks/<int:callback_id>", surface(get=callbacks.tell)),
    path("control/callbacks/<int:callback_id>/replay", surface(status=202, post=callbacks.replay)),
    path("control/callbacks/<int:callback_id>/drop", surface(post=callbacks.drop)),
    path("control/callbacks/flush", surface(post=callbacks.flush)),
    path("control/state", surface(get=control.tell_state)),
    path("lab", lab.bench),
    path("lab/lab.css", lab.style),
    path("lab/lab.js", lab.script),
    path("lab/rooms", lab.rooms),
    path("lab/sign-in", lab_access.sign_in),
    path("lab/callbacks", lab.deliveries),
    path("lab/callbacks/<int:callback_id>", lab.delivery),
    path("", guest.front),
    re_path("^(?P<meeting_code>[0-9]{9,20})$", guest.guest),
    # The links of a room whose theme has a short_company_url.
    re_path("^(?P<company>[a-zA-Z0-9_~-]+)$", guest.company_front),
    re_path("^(?P<company>[a-zA-Z0-9_~-]+)/(?P<meeting_code>[0-9]{9,20})$", guest.guest),
]

handler404 = api.unknown_route
handler500 = api.broken
