"""The rooms list: what the address asks for, and the ready-made views of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.counts import CountOf
from core.filters import ListFilters
from core.paging import PAGE_SIZE, Page, keyset_page
from rooms.models import MeetingSession, Room, RoomState, RoomType
from rooms.models.room import RoomQuerySet, is_gone_condition

LONGEST_SEARCH = 200
MOST_COUNTED = 99
SORT_KEYS = {
    "name": "display_name",
    "expires": "expiry_key",
    "created": "creation_key",
    "last_session": "last_session_key",
}
DEFAULT_SORT = "name"


class RoomView(models.TextChoices):
    EXPIRING = "expiring", _("Expiring in 7 days")
    UNUSED = "unused", _("Never used")


class RoomFilters(ListFilters):
    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=LONGEST_SEARCH,
        widget=forms.SearchInput(attrs={"placeholder": _("Name, code, metadata or id")}),
    )
    type = forms.ChoiceField(
        label=_("Type"),
        required=False,
        choices=[("", _("Any type")), *RoomType.choices],
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("Any state")), *RoomState.choices],
    )
    view = forms.ChoiceField(
        label=_("View"),
        required=False,
        choices=RoomView.choices,
        widget=forms.HiddenInput,
    )

    @property
    def sort(self) -> str:
        sort = self.query.get("sort", DEFAULT_SORT)
        return sort if sort.removeprefix("-") in SORT_KEYS else DEFAULT_SORT

    @property
    def selection(self) -> tuple[str | None, str | None]:
        """What a tab stands for: a state, or a ready-made view, or neither."""
        return self.wanted("state"), self.wanted("view")

    def page(self, rooms: RoomQuerySet, *, size: int = PAGE_SIZE) -> Page[Room]:
        return keyset_page(
            self.applied(rooms.with_state().with_figures()),
            key=SORT_KEYS[self.sort.removeprefix("-")],
            descending=self.sort.startswith("-"),
            cursor=self.query.get("cursor"),
            size=size,
        )

    def applied(self, rooms: RoomQuerySet) -> RoomQuerySet:
        """Gone rooms only when they are asked for."""
        state, view = self.selection
        rooms = rooms.in_state(RoomState(state)) if state else rooms.present()
        if self.wanted("q"):
            rooms = rooms.search(self.wanted("q").strip())
        if self.wanted("type"):
            rooms = rooms.filter(type=self.wanted("type"))
        return _viewed(rooms, RoomView(view)) if view else rooms


def _viewed(rooms: RoomQuerySet, view: RoomView) -> RoomQuerySet:
    return rooms.expiring_soon() if view is RoomView.EXPIRING else rooms.unused()


_SHOWN = (
    "pk",
    "display_name",
    "meeting_code",
    "state_value",
    "people_now",
    "last_session_at",
    "recording_count",
    "expires_at",
    "is_known",
)


def page_revision(page: Page[Room]) -> list[Any]:
    """Differs as soon as anything that a page of the list shows does."""
    rows = [tuple(getattr(room, name) for name in _SHOWN) for room in page.rows]
    return [page.is_whole, rows]


@dataclass(frozen=True)
class Tab:
    label: str
    state: str | None
    view: str | None
    count: str
    is_current: bool


def tabs(filters: RoomFilters, rooms: RoomQuerySet) -> list[Tab]:
    counts = _counts(rooms.order_by())
    everything = Tab(
        str(_("All")),
        None,
        None,
        _capped(counts.get("all", 0)),
        filters.selection == (None, None),
    )
    return [everything, *(_tab(kind, filters, counts) for kind in _TAB_ORDER)]


_TAB_ORDER: tuple[RoomState | RoomView, ...] = (
    RoomState.LIVE,
    RoomView.EXPIRING,
    RoomView.UNUSED,
    RoomState.EXPIRED,
    RoomState.GONE,
)


def _tab(kind: RoomState | RoomView, filters: RoomFilters, counts: dict[str, int]) -> Tab:
    state = kind.value if isinstance(kind, RoomState) else None
    view = kind.value if isinstance(kind, RoomView) else None
    return Tab(
        label=str(_("Live now") if kind is RoomState.LIVE else kind.label),
        state=state,
        view=view,
        count=_capped(counts.get(kind.value, 0)),
        is_current=filters.selection == (state, view),
    )


def _counts(rooms: RoomQuerySet) -> dict[str, int]:
    """One query, and none of its counts looks further than the cap."""
    live = MeetingSession.objects.live().order_by()
    counted: dict[str, models.QuerySet[Any]] = {
        "all": rooms.present(),
        RoomState.LIVE.value: rooms.present().filter(pk__in=live.values("room")),
        RoomView.EXPIRING.value: rooms.expiring_soon(),
        RoomView.UNUSED.value: rooms.present().unused(),
        RoomState.EXPIRED.value: rooms.in_state(RoomState.EXPIRED),
        RoomState.GONE.value: rooms.filter(is_gone_condition()),
    }
    expressions = {
        name: CountOf(queryset.values("pk")[: MOST_COUNTED + 1])
        for name, queryset in counted.items()
    }
    return Room.objects.order_by().annotate(**expressions).values(*expressions).first() or {}


def _capped(count: int) -> str:
    return f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count)
