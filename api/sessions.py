from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from accounts.models import NamesShown, TokenScope
from accounts.names import names_shown
from api.answers import answers, needs
from api.caller import user_of
from api.lists import Listed, ListQuery, filters_of, listed, require_cursor
from api.moments import Day
from core.paging import keyset_page
from rooms.access import get_session_for, sessions_for
from rooms.models import MeetingSession, Participant, Room, SessionState
from rooms.presences import Presence, presences
from rooms.session_filters import SessionFilters

router = Router(tags=["Sessions"])


class SessionQuery(ListQuery):
    q: str | None = Field(
        None, max_length=200, description="Part of a room's or person's name; code; id."
    )
    state: Literal["live", "ended"] | None = None
    room: str | None = Field(None, max_length=200, description="Id of a room.")
    length: Literal["under-5", "5", "30", "60", "120"] | None = Field(
        None, description="Minutes at least; ended ones only."
    )
    since: Day | None = Field(None, description="First day.")
    until: Day | None = Field(None, description="Last day.")
    sort: Literal[
        "began", "-began", "length", "-length", "peak", "-peak", "minutes", "-minutes"
    ] = Field("-began", description="Live ones have no figures yet: they come by their begin.")


class RoomRef(Schema):
    """The room that something took place in."""

    id: str
    name: str


class SessionItem(Schema):
    """One sitting of a room, as callbacks told of it."""

    id: str
    room: RoomRef | None
    state: SessionState
    began_at: datetime = Field(description="The start, or when it was first heard of.")
    started_at: datetime | None
    ended_at: datetime | None
    end_is_inferred: bool
    duration_seconds: int
    people: int
    people_now: int
    recording_count: int
    is_recording: bool


class Stay(Schema):
    """From a join to a leave, by the times at which callbacks were received."""

    joined_at: datetime | None = Field(description="Null where the receipt does not tell.")
    left_at: datetime | None
    left_is_inferred: bool
    is_open: bool


class Person(Schema):
    """Somebody who was there."""

    id: str
    name: str = Field(description="As much of it as your roles show you.")
    is_host: bool
    stays: list[Stay]


class SessionDetail(SessionItem):
    """One sitting of a room, with who was there, in the order of arrival."""

    names_shown: NamesShown = Field(description="How much of names your roles show you.")
    participants: list[Person]


@router.get(
    "/",
    response=answers(Listed[SessionItem]),
    summary="List sessions",
    url_name="sessions",
    openapi_extra=needs(TokenScope.SESSIONS_READ),
)
def list_sessions(request: HttpRequest, query: Annotated[SessionQuery, Query()]) -> dict[str, Any]:
    sessions = sessions_for(user_of(request))
    filters = filters_of(request, query, SessionFilters)
    key, descending = filters.order
    require_cursor(query, key=key, descending=descending)
    found = filters.narrow(sessions)
    if state := filters.state_wanted:
        found = found.live() if state is SessionState.LIVE else found.ended()
    page = keyset_page(
        found.with_figures().select_related("room"),
        key=key,
        descending=descending,
        cursor=query.cursor,
        size=query.limit,
    )
    return listed(request, page, session_item)


@router.get(
    "/{session_id}/",
    response=answers(SessionDetail, 404),
    summary="One session, and who was there",
    url_name="session",
    openapi_extra=needs(TokenScope.SESSIONS_READ),
)
def get_session(request: HttpRequest, session_id: str) -> SessionDetail:
    session = get_session_for(user_of(request), session_id)
    return SessionDetail(
        **session_item(session).model_dump(),
        names_shown=names_shown(),
        participants=list(_people(session)),
    )


def room_ref(room: Room | None) -> RoomRef | None:
    return RoomRef(id=room.remote_id, name=room.display_name) if room else None


def session_item(session: MeetingSession) -> SessionItem:
    """`session` has its figures."""
    return SessionItem(
        id=session.remote_id,
        room=room_ref(session.room),
        state=session.state,
        began_at=session.began_at,
        started_at=session.started_at,
        ended_at=session.ended_at,
        end_is_inferred=session.end_is_inferred,
        duration_seconds=round(session.duration.total_seconds()),
        people=session.people,  # type: ignore[attr-defined]
        people_now=session.people_now,  # type: ignore[attr-defined]
        recording_count=session.recording_count,  # type: ignore[attr-defined]
        is_recording=session.is_recording,  # type: ignore[attr-defined]
    )


def _people(session: MeetingSession) -> Iterator[Person]:
    people = session.participants.prefetch_related("intervals").order_by("first_seen_at", "id")
    stays = presences(session, people)
    for person, own in groupby(stays, key=lambda stay: stay.person):
        yield _person(person, list(own))


def _person(person: Participant, stays: list[Presence]) -> Person:
    return Person(
        id=person.remote_id,
        name=str(person),
        is_host=person.is_host,
        stays=[
            Stay(
                joined_at=stay.joined_at,
                left_at=stay.left_at,
                left_is_inferred=stay.left_is_inferred,
                is_open=stay.is_open,
            )
            for stay in stays
        ],
    )
