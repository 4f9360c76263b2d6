from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Path, Query, Router, Schema
from ninja.responses import Status
from pydantic import Field

from accounts.models import TokenScope
from accounts.names import are_names_shown
from api.answers import answers, needs
from api.caller import user_of
from api.lists import Listed, ListQuery, filters_of, listed, require_cursor
from api.moments import Moment
from api.problems import Refused
from core.paging import keyset_page
from core.redaction import redacted
from webhooks.access import callbacks_for, replayable_callbacks_for
from webhooks.events import Unreadable
from webhooks.forms import CallbackFilters
from webhooks.models import LONG_FIELDS, Callback, CallbackKind, CallbackState
from webhooks.replays import replay

router = Router(tags=["Callbacks"])
Key = Annotated[int, Path(ge=1, le=2**63 - 1, description="Number of a callback.")]
Kind = Literal[
    "room:expired",
    "session:started",
    "session:ended",
    "session:participant:joined",
    "session:participant:left",
    "recording:started",
    "recording:ended",
    "recording:uploaded",
]


class CallbackQuery(ListQuery):
    q: str | None = Field(
        None, max_length=200, description="Id of a room, session, recording or person."
    )
    kind: Kind | Literal["unknown"] | None = None
    state: (
        Literal["broken", "received", "applied", "ignored", "failed", "dead", "rejected"] | None
    ) = None
    since: Moment | None = None
    until: Moment | None = None
    room: str | None = Field(None, max_length=200, description="Id of a room.")
    session: str | None = Field(None, max_length=200, description="Id of a session.")
    recording: str | None = Field(None, max_length=200, description="Id of a recording.")


class CallbackItem(Schema):
    """A callback that was received; what it said of people is not in here."""

    id: int
    received_at: datetime
    event: str = Field(description="As its sender spelled it.")
    kind: CallbackKind | None
    state: CallbackState
    attempts: int
    error: str | None = Field(
        description="Null where your roles do not show names in full: it may hold one."
    )
    processed_at: datetime | None
    replayed_at: datetime | None
    room_id: str
    session_id: str
    participant_id: str
    recording_id: str


@router.get(
    "/",
    response=answers(Listed[CallbackItem]),
    summary="List callbacks, the newest first",
    url_name="callbacks",
    openapi_extra=needs(TokenScope.CALLBACKS_READ),
)
def list_callbacks(
    request: HttpRequest, query: Annotated[CallbackQuery, Query()]
) -> dict[str, Any]:
    callbacks = callbacks_for(user_of(request))
    filters = filters_of(request, query, CallbackFilters)
    require_cursor(query, key=filters.paging_key, descending=True)
    page = keyset_page(
        filters.narrow(callbacks).defer(*LONG_FIELDS),
        key=filters.paging_key,
        descending=True,
        cursor=query.cursor,
        size=query.limit,
    )
    return listed(request, page, callback_item)


@router.get(
    "/{callback_id}/",
    response=answers(CallbackItem, 404),
    summary="One callback",
    url_name="callback",
    openapi_extra=needs(TokenScope.CALLBACKS_READ),
)
def get_callback(request: HttpRequest, callback_id: Key) -> CallbackItem:
    callbacks = callbacks_for(user_of(request)).defer(*LONG_FIELDS)
    return callback_item(get_object_or_404(callbacks, pk=callback_id))


@router.post(
    "/{callback_id}/replay/",
    response=answers(CallbackItem, 404, 409, status=202),
    summary="Have a callback applied once more",
    url_name="replay",
    openapi_extra=needs(TokenScope.CALLBACKS_REPLAY),
)
def replay_callback(request: HttpRequest, callback_id: Key) -> Status[CallbackItem]:
    """It is put in line: ask for it again to see what came of it. Twice changes nothing."""
    callbacks = replayable_callbacks_for(user_of(request))
    callback = get_object_or_404(callbacks, pk=callback_id)
    try:
        replay(callback, actor=user_of(request))
    except Unreadable as error:
        raise Refused(HTTPStatus.CONFLICT, str(error)) from None
    replayed = callbacks.defer(*LONG_FIELDS).get(pk=callback_id)
    return Status(HTTPStatus.ACCEPTED, callback_item(replayed))


def callback_item(callback: Callback) -> CallbackItem:
    return CallbackItem(
        id=callback.pk,
        received_at=callback.received_at,
        event=callback.event,
        kind=CallbackKind(callback.kind) if callback.kind else None,
        state=callback.badge,
        attempts=callback.attempts,
        error=redacted(callback.error) if are_names_shown() else None,
        processed_at=callback.processed_at,
        replayed_at=callback.replayed_at,
        room_id=callback.room_remote_id,
        session_id=callback.session_remote_id,
        participant_id=callback.participant_remote_id,
        recording_id=callback.recording_remote_id,
    )
