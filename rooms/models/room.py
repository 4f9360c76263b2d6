from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Case, Count, Exists, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.choices import Tone, TonedChoices
from core.models import CachedResource
from meetings_api.fields import is_web_address
from rooms.models.session import MeetingSession
from rooms.text_index import ROOM_TEXTS

if TYPE_CHECKING:
    from typing import Self

EXPIRES_SOON = timedelta(days=7)
# Of rooms that a search finds; where there are more, going through the list finds a page soon.
MOST_LOOKED_UP = 1000
# What sorts as "never": behind every expiry, and before every session.
NO_EXPIRY = datetime(9999, 1, 1, tzinfo=UTC)
NEVER_USED = datetime(1970, 1, 1, tzinfo=UTC)


def _first_known(*values: str | Value) -> models.GeneratedField:
    """A moment that is never null, so that an index gives rooms in its order."""
    return models.GeneratedField(
        expression=Coalesce(*values, output_field=models.DateTimeField()),
        output_field=models.DateTimeField(),
        db_persist=True,
    )


class RoomType(models.TextChoices):
    INSTANT = "instant", _("Instant")
    LONG_TERM = "long_term", _("Long-term")


class RoomState(TonedChoices):
    """open <-> live -> expired; gone can follow any of them, and ends only when the API has it again."""

    LIVE = "live", Tone.LIVE, "signal", _("Live")
    OPEN = "open", Tone.NEUTRAL, "check-circle", _("Open")
    EXPIRED = "expired", Tone.NEUTRAL, "clock", _("Expired")
    GONE = "gone", Tone.GONE, "archive-box-x-mark", _("Gone")


class RoomQuerySet(models.QuerySet["Room"]):
    def with_state(self) -> Self:
        live = MeetingSession.objects.filter(room=OuterRef("pk"), ended_at=None)
        return self.annotate(
            is_live=Exists(live),
            state_value=Case(
                When(is_gone_condition(), then=Value(RoomState.GONE)),
                When(Exists(live), then=Value(RoomState.LIVE)),
                When(is_expired_condition(timezone.now()), then=Value(RoomState.EXPIRED)),
                default=Value(RoomState.OPEN),
            ),
        )

    def in_state(self, state: RoomState) -> Self:
        found = self.with_state().filter(state_value=state)
        # No more than the state says already, but what there is an index of: they may be few. By
        # their keys, because SQLite would rather go through all rooms in the order of the list.
        if state == RoomState.GONE:
            gone = Room.objects.filter(is_gone_condition())
            return found.filter(pk__in=gone.values("pk"))
        if state == RoomState.LIVE:
            return found.filter(pk__in=MeetingSession.objects.live().values("room"))
        return found

    def present(self) -> Self:
        return self.exclude(is_gone_condition())

    def unused(self) -> Self:
        """Not by a join, of which PostgreSQL expects so few that it goes through all rooms."""
        return self.exclude(Exists(MeetingSession.objects.filter(room=OuterRef("pk"))))

    def expiring_soon(self) -> Self:
        now = timezone.now()
        return self.present().filter(
            is_available=True,
            expires_at__gt=now,
            expires_at__lte=now + EXPIRES_SOON,
            type=RoomType.LONG_TERM,
        )

    def with_figures(self) -> Self:
        """Add `people_now` and `recording_count` in the same query."""
        sessions = MeetingSession.objects.filter(room=OuterRef("pk"))
        live = sessions.filter(ended_at=None).values("room")
        return self.annotate(
            people_now=Coalesce(
                Subquery(
                    live.annotate(
                        count=Count(
                            "participants",
                            distinct=True,
                            filter=Q(participants__intervals__left_at=None)
                            & Q(participants__intervals__isnull=False),
                        ),
                    ).values("count")[:1],
                ),
                0,
            ),
            recording_count=Coalesce(
                Subquery(
                    sessions.filter(recordings__isnull=False, recordings__deleted_at=None)
                    .values("room")
                    .annotate(count=Count("recordings"))
                    .values("count")[:1],
                ),
                0,
            ),
        )

    def named(self, text: str) -> Self:
        """By a part of the name."""
        found = self.filter(display_name__icontains=text)
        few = ROOM_TEXTS.keys(text, most=MOST_LOOKED_UP, columns=["display_name"])
        return found if few is None else found.filter(pk__in=few)

    def search(self, text: str) -> Self:
        """By a part of name or metadata, by the whole code, or by the id."""
        code = text.replace(" ", "")
        found = self.filter(
            Q(display_name__icontains=text)
            | Q(metadata__icontains=text)
            | Q(remote_id=text)
            # The code has an index of its parts only.
            | Q(meeting_code=code, meeting_code__icontains=code),
        )
        few = ROOM_TEXTS.keys(text, code, most=MOST_LOOKED_UP)
        return found if few is None else found.filter(Q(pk__in=few) | Q(remote_id=text))


def is_gone_condition() -> Q:
    return Q(gone_at__isnull=False) | Q(deleted_at__isnull=False)


def is_expired_condition(now: datetime) -> Q:
    return Q(is_available=False) | Q(expired_at__isnull=False) | Q(expires_at__lte=now)


class Room(CachedResource):
    """The API's room, cached (the contract, section 2)."""

    display_name = models.TextField(blank=True)
    type = models.CharField(max_length=40, choices=RoomType.choices, blank=True)
    metadata = models.TextField(blank=True)
    meeting_code = models.CharField(max_length=40, blank=True)
    is_available = models.BooleanField(default=True)
    auto_record = models.BooleanField(default=False)
    record_only_owner = models.BooleanField(default=False)
    expire_after_use = models.BooleanField(default=False)
    created_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    # When a callback said that it expired.
    expired_at = models.DateTimeField(null=True, blank=True)
    # The latest begin of its sessions (rooms/session_figures.py).
    last_session_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Of the payload without what changes on each read: a walk writes only what differs.
    digest = models.CharField(max_length=64, blank=True)
    # What the list is sorted by.
    expiry_key = _first_known("expires_at", Value(NO_EXPIRY))
    creation_key = _first_known("created_at", "first_seen_at")
    last_session_key = _first_known("last_session_at", Value(NEVER_USED))

    objects = RoomQuerySet.as_manager()

    class Meta:
        permissions: ClassVar = [("reveal_host_link", "Can reveal host links")]
        indexes: ClassVar = [
            models.Index(fields=["display_name", "id"], name="room_by_name"),
            models.Index(fields=["first_seen_at", "id"], name="room_by_first_seen"),
            models.Index(fields=["expires_at", "id"], name="room_by_expiry"),
            models.Index(fields=["expiry_key", "id"], name="room_by_expiry_key"),
            models.Index(fields=["creation_key", "id"], name="room_by_creation_key"),
            models.Index(fields=["last_session_key", "id"], name="room_by_last_session"),
            # As `is_gone_condition`: each visit to the list counts these, and there may be none.
            models.Index(
                fields=["id"],
                condition=Q(gone_at__isnull=False) | Q(deleted_at__isnull=False),
                name="room_gone",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("rooms:detail", args=[self.remote_id])

    @property
    def name(self) -> str:
        return self.display_name or self.remote_id

    @property
    def is_known(self) -> bool:
        """False while a callback named it and the API has not been asked yet."""
        return self.synced_at is not None

    @property
    def state(self) -> RoomState:
        """Costs a query unless the room came from `with_state()`."""
        if self.is_gone:
            return RoomState.GONE
        is_live = getattr(self, "is_live", None)
        if is_live is None:
            is_live = self.sessions.filter(ended_at=None).exists()
        if is_live:
            return RoomState.LIVE
        return RoomState.EXPIRED if self.is_expired else RoomState.OPEN

    @property
    def is_expired(self) -> bool:
        past = self.expires_at is not None and self.expires_at <= timezone.now()
        return past or not self.is_available or self.expired_at is not None

    @property
    def expires_soon(self) -> bool:
        now = timezone.now()
        return (
            self.type == RoomType.LONG_TERM
            and self.expires_at is not None
            and now < self.expires_at <= now + EXPIRES_SOON
        )

    @property
    def is_long_term(self) -> bool:
        return self.type == RoomType.LONG_TERM

    @property
    def allows_recording(self) -> bool:
        """True unless the API said otherwise."""
        features = self.payload.get("available_features")
        return not isinstance(features, dict) or features.get("is_recording_available") is not False

    @property
    def code_words(self) -> str:
        """In threes, as one reads it out: "697 975 707"."""
        code = self.meeting_code
        return " ".join(code[start : start + 3] for start in range(0, len(code), 3))

    @property
    def guest_url(self) -> str:
        """Empty unless it is a web address: the payload is as the API sent it."""
        links = self.payload.get("_links") or {}
        link = links.get("guest_url", self.payload.get("guest_url"))
        href = link.get("href") if isinstance(link, dict) else link
        return href if isinstance(href, str) and is_web_address(href) else ""
