from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from accounts.names import are_names_shown
from rooms.models import MeetingSession, Participant, Room
from rooms.models.session import MeetingSessionQuerySet
from rooms.text_index import PARTICIPANT_NAMES, ROOM_TEXTS


def sessions_found(sessions: MeetingSessionQuerySet, text: str) -> MeetingSessionQuerySet:
    """Those of `sessions` found by name or code of the room, name of a person, or either id.

    Who does not see names does not find by them: what is found would tell them.
    """
    named = ROOM_TEXTS.condition(text, columns=["display_name"]) & Q(display_name__icontains=text)
    code = text.replace(" ", "")
    # The code has an index of its parts only.
    coded = ROOM_TEXTS.condition(code, columns=["meeting_code"]) & Q(meeting_code=code)
    rooms = Room.objects.filter(Q(remote_id=text) | coded | named)
    ways: list[QuerySet[Any, Any]] = [
        MeetingSession.objects.filter(room__in=rooms.values("pk")).values("pk")
    ]
    if are_names_shown():
        people = Participant.objects.filter(PARTICIPANT_NAMES.condition(text))
        ways.append(people.values("session_id"))
    # A union, not an OR: each way has an index of its own.
    by_id = MeetingSession.objects.filter(remote_id=text).values("pk")
    return sessions.filter(pk__in=by_id.union(*ways))
