"""The list of recordings as a file: all that the filters match, in the order of the list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from django.http import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.http import HttpRequest
from core import audit
from core.export import csv_lines, export_response, json_lines
from core.filters import export_refused
from recordings.access import recordings_for
from recordings.forms import RecordingFilters
from recordings.listing import RecordingBoard
from recordings.models import UNKNOWN, Recording, RecordingQuerySet

# Each batch is a query of its own, so that no cursor stays open while somebody's line is slow.
BATCH = 500
COLUMNS = (
    "id",
    "room_id",
    "room",
    "session_id",
    "state",
    "began_at",
    "started_at",
    "ended_at",
    "length_seconds",
    "size_bytes",
    "archived",
)


@require_GET
def recording_export(request: HttpRequest, kind: Literal["csv", "json"]) -> HttpResponseBase:
    recordings = recordings_for(request.user)
    filters = RecordingFilters(request.GET, user=request.user)
    if refused := export_refused(request, filters, "recordings:list"):
        return refused
    rows = exported_rows(recordings, filters)
    lines = csv_lines(COLUMNS, rows) if kind == "csv" else json_lines(rows)
    act = audit.Act(request.user, "recording.export", "recordings", kind)
    act.done(detail=request.GET.urlencode()[:1000])
    day = timezone.localtime().date().isoformat()
    return export_response(lines, name=f"recordings-{day}", kind=kind)


def exported_rows(
    recordings: RecordingQuerySet, filters: RecordingFilters
) -> Iterator[dict[str, Any]]:
    cursor: str | None = None
    while True:
        board = RecordingBoard(recordings, filters, cursor=cursor, size=BATCH)
        yield from map(_row, board.rows)
        cursor = board.page.next_cursor
        if cursor is None:
            return


def _row(recording: Recording) -> dict[str, Any]:
    room = recording.room
    archive = getattr(recording, "archive", None)
    return {
        "id": recording.remote_id,
        "room_id": room.remote_id if room else None,
        "room": room.name if room else None,
        "session_id": recording.session.remote_id,
        "state": recording.state.value,
        "began_at": recording.began_at,
        "started_at": recording.started_at,
        "ended_at": recording.ended_at,
        "length_seconds": None if recording.length_key == UNKNOWN else recording.length_key,
        "size_bytes": recording.size_bytes,
        "archived": bool(archive and archive.is_ready),
    }
