"""A client for the Meetings API in all its versions.

    with MeetingsClient("https://host/beta/meetings", BasicAuth(api_key, api_secret)) as client:
        for room in client.rooms.iterate():
            print(room.display_name)

Answers are frozen dataclasses that keep unknown fields in ``raw``. What goes wrong is a
``MeetingsApiError``; ``meetings_api.errors`` draws the tree.
"""

from __future__ import annotations

from meetings_api.application import Application
from meetings_api.auth import ApplicationAuth, BasicAuth, Credentials
from meetings_api.client import MeetingsClient
from meetings_api.dial_in_numbers import DialInNumber
from meetings_api.dialects import Dialect
from meetings_api.errors import (
    ApiError,
    MalformedAnswer,
    MeetingsApiError,
    Misconfigured,
    NotFound,
    NotSupported,
    QuotaExceeded,
    RateLimited,
    Refused,
    ServerError,
    TimedOut,
    Unauthorised,
    Unreachable,
)
from meetings_api.logos import LogoUpload
from meetings_api.pages import RoomPage
from meetings_api.recordings import Recording
from meetings_api.retries import RetryPolicy
from meetings_api.room import Room
from meetings_api.theme import Theme

__all__ = [
    "ApiError",
    "Application",
    "ApplicationAuth",
    "BasicAuth",
    "Credentials",
    "DialInNumber",
    "Dialect",
    "LogoUpload",
    "MalformedAnswer",
    "MeetingsApiError",
    "MeetingsClient",
    "Misconfigured",
    "NotFound",
    "NotSupported",
    "QuotaExceeded",
    "RateLimited",
    "Recording",
    "Refused",
    "RetryPolicy",
    "Room",
    "RoomPage",
    "ServerError",
    "Theme",
    "TimedOut",
    "Unauthorised",
    "Unreachable",
]
