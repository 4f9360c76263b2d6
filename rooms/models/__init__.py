from __future__ import annotations

from rooms.models.drift import Drift, DriftKind, DriftWinner, FoundBy
from rooms.models.participant import Interval, Participant
from rooms.models.room import Room, RoomState, RoomType
from rooms.models.session import MeetingSession, SessionState
from rooms.models.walk import RoomWalk

__all__ = [
    "Drift",
    "DriftKind",
    "DriftWinner",
    "FoundBy",
    "Interval",
    "MeetingSession",
    "Participant",
    "Room",
    "RoomState",
    "RoomType",
    "RoomWalk",
    "SessionState",
]
