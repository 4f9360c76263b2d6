from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import Exists, Func, OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.choices import Tone, TonedChoices
from core.models import CachedResource
from rooms.models import MeetingSession, Room

if TYPE_CHECKING:
    from typing import Self

    from recordings.models.archive import Archive

# A stopped recording is normally uploaded within minutes.
UPLOAD_OVERDUE = timedelta(minutes=10)


class RecordingState(TonedChoices):
    """started <-> paused -> stopped -> uploaded, never back; gone can follow any of them."""

    STARTED = "started", Tone.RECORDING, "video-camera", pgettext_lazy("state", "Recording")
    PAUSED = "paused", Tone.ATTENTION, "pause-circle", _("Paused")
    STOPPED = "stopped", Tone.ATTENTION, "arrow-up-tray", _("Being uploaded")
    UPLOADED = "uploaded", Tone.LIVE, "check-circle", _("Ready")
    GONE = "gone", Tone.GONE, "archive-box-x-mark", _("Gone")

    @property
    def rank(self) -> int:
        return _RANK[self]


class Keeping(TonedChoices):
    """What is to become of a recording, beside the state that it is in."""

    TRASH = "trash", Tone.ATTENTION, "trash", _("In the trash")
    HELD = "held", Tone.NEUTRAL, "lock-closed", _("On hold")
    ARCHIVED = "archived", Tone.LIVE, "archive-box", _("Archived")
    NOT_ARCHIVED = "not_archived", Tone.BROKEN, "exclamation-triangle", _("Not archived")


_RANK = {
    RecordingState.STARTED: 0,
    RecordingState.PAUSED: 0,
    RecordingState.STOPPED: 1,
    RecordingState.UPLOADED: 2,
    RecordingState.GONE: 3,
}


# Of rooms whose name matches; up to here, each one's recordings are looked up.
MOST_ROOMS_FOUND = 1000

# In the columns to sort by, which are never null: what is not known yet comes first.
UNKNOWN = -1


class SecondsBetween(Func):
    """Whole seconds from one moment to another."""

    arity = 2
    # Whatever times somebody sends have to fit.
    output_field = models.BigIntegerField()
    template = "CAST(EXTRACT(EPOCH FROM (%(expressions)s)) AS bigint)"

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        start, end = self.get_source_expressions()
        swapped = self.copy()
        swapped.set_source_expressions([end, start])
        return Func.as_sql(swapped, compiler, connection, arg_joiner=" - ", **context)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        start, end = (compiler.compile(part) for part in self.get_source_expressions())
        seconds = "CAST(strftime('%%s', {}) AS integer)"
        sql = f"({seconds.format(end[0])} - {seconds.format(start[0])})"
        return sql, (*end[1], *start[1])


UNFINISHED = (RecordingState.STARTED, RecordingState.PAUSED, RecordingState.STOPPED)


class RecordingQuerySet(models.QuerySet["Recording"]):
    def present(self) -> Self:
        return self.filter(gone_at=None, deleted_at=None)

    def listed(self) -> Self:
        """What belongs in the library: there or archived, and not in the trash."""
        there = Q(gone_at=None, deleted_at=None) | Q(archive__state="ready")
        return self.filter(there, trash=None)

    def gone(self) -> Self:
        return self.exclude(gone_at=None, deleted_at=None)

    def late(self) -> Self:
        """Stopped for longer than an upload takes, or still running after its session ended."""
        since = timezone.now() - UPLOAD_OVERDUE
        ended = MeetingSession.objects.filter(pk=OuterRef("session"), ended_at__lte=since)
        # Each page counts these. No unfinished one has a size: that leads to their small index,
        # which SQLite takes for no condition that has a value in it.
        unfinished = self.present().filter(size_bytes=None, status__in=UNFINISHED)
        return unfinished.filter(
            Q(status=RecordingState.STOPPED, changed_at__lte=since)
            | Q(Exists(ended), status__in=[RecordingState.STARTED, RecordingState.PAUSED])
        )

    def search(self, text: str) -> Self:
        """By a part of the room's name, or the whole id of recording or session."""
        named = Room.objects.named(text)
        rooms = list(named.values_list("pk", flat=True)[: MOST_ROOMS_FOUND + 1])
        if len(rooms) > MOST_ROOMS_FOUND:
            # So many match that going through the list in its own order finds a page soon.
            return self.filter(session__room__display_name__icontains=text)
        every = Recording.objects.order_by().values("pk")
        found = every.filter(session__room__in=rooms)
        return self.filter(
            pk__in=found.union(every.filter(remote_id=text), every.filter(session__remote_id=text))
        )


class Recording(CachedResource):
    """A recording of a session (the contract, section 4). Its link is asked for at each click."""

    session = models.ForeignKey(
        MeetingSession,
        on_delete=models.PROTECT,
        related_name="recordings",
    )
    status = models.CharField(
        max_length=20,
        choices=RecordingState.choices,
        default=RecordingState.STARTED,
    )
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    duration_seconds = models.PositiveIntegerField(null=True, blank=True)
    # Of the file. It is not on the wire: storage is asked once the file is there.
    size_bytes = models.PositiveBigIntegerField(null=True, blank=True)
    # The name of a frame of the film in the storage of posters.
    poster = models.CharField(max_length=200, blank=True)
    # When the file is to be looked at for its size and poster; None: not there yet, done, given up.
    film_due_at = models.DateTimeField(null=True, blank=True)
    film_tries = models.PositiveSmallIntegerField(default=0)
    length_key = models.GeneratedField(
        expression=Coalesce(
            "duration_seconds",
            SecondsBetween("started_at", "ended_at"),
            Value(UNKNOWN),
            output_field=models.BigIntegerField(),
        ),
        output_field=models.BigIntegerField(),
        db_persist=True,
    )
    size_key = models.GeneratedField(
        expression=Coalesce("size_bytes", Value(UNKNOWN)),
        output_field=models.BigIntegerField(),
        db_persist=True,
    )
    # The start, or when it was first heard of while the start is not known.
    began_at = models.DateTimeField(default=timezone.now)
    # When its status last moved.
    changed_at = models.DateTimeField(default=timezone.now)

    # When the API was last asked about it.
    checked_at = models.DateTimeField(default=timezone.now)

    # What callbacks and answers of the API tell.
    HEARD = (
        "session_id",
        "status",
        "started_at",
        "ended_at",
        "duration_seconds",
        "first_seen_at",
        "began_at",
        "changed_at",
        "film_due_at",
        "provenance",
    )

    objects = RecordingQuerySet.as_manager()

    class Meta:
        permissions: ClassVar = [
            ("download_recording", "Can download recordings"),
            ("archive_recording", "Can archive recordings"),
            ("purge_recording", "Can delete recordings at once and for good"),
            ("hold_recording", "Can put recordings on hold and release them"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["began_at", "id"], name="recording_by_begin"),
            models.Index(fields=["status", "changed_at"], name="recording_by_status"),
            models.Index(
                fields=["status", "changed_at"],
                condition=Q(size_bytes=None, gone_at=None, deleted_at=None),
                name="recording_unfinished",
            ),
            models.Index(fields=["status", "began_at", "id"], name="recording_in_state"),
            models.Index(fields=["length_key", "id"], name="recording_by_length"),
            models.Index(
                fields=["checked_at", "id"],
                condition=Q(gone_at=None, deleted_at=None),
                name="recording_by_check",
            ),
            models.Index(fields=["size_key", "id"], name="recording_by_size"),
            models.Index(
                fields=["film_due_at"],
                condition=Q(film_due_at__isnull=False),
                name="recording_film_due",
            ),
        ]

    def __str__(self) -> str:
        return self.remote_id

    def get_absolute_url(self) -> str:
        return reverse("recordings:detail", args=[self.remote_id])

    @property
    def state(self) -> RecordingState:
        return RecordingState.GONE if self.is_gone else RecordingState(self.status)

    @property
    def room(self) -> Room | None:
        return self.session.room

    @property
    def is_ready(self) -> bool:
        return not self.is_gone and self.status == RecordingState.UPLOADED

    @property
    def has_poster(self) -> bool:
        return bool(self.poster) and (not self.is_gone or self.archived is not None)

    @property
    def archived(self) -> Archive | None:
        """The copy, once it is whole."""
        archive: Archive | None = getattr(self, "archive", None)
        return archive if archive is not None and archive.is_ready else None

    @property
    def has_film(self) -> bool:
        """Whether there is something to play: at the API, or the copy."""
        return self.is_ready or self.archived is not None

    @property
    def is_holdable(self) -> bool:
        """Whether there is, or may be, something that a hold can save: the copy may be the last."""
        return self.deleted_at is None or self.archived is not None

    @property
    def keepings(self) -> list[Keeping]:
        marks = {Keeping.TRASH: "trash", Keeping.HELD: "hold"}
        found = [mark for mark, relation in marks.items() if hasattr(self, relation)]
        return [*found, *self._copies]

    @property
    def _copies(self) -> list[Keeping]:
        archive: Archive | None = getattr(self, "archive", None)
        if archive is not None and archive.is_left:
            return [Keeping.NOT_ARCHIVED]
        return [Keeping.ARCHIVED] if self.archived else []

    @property
    def length(self) -> timedelta | None:
        if self.duration_seconds is not None:
            return timedelta(seconds=self.duration_seconds)
        if self.started_at and self.ended_at:
            return self.ended_at - self.started_at
        return None

    @property
    def elapsed(self) -> timedelta:
        """How long it has been running, for one that has not ended."""
        until: datetime = self.ended_at or self.session.until
        return max(until - self.began_at, timedelta(0))
