"""What can be done to many rooms at once, and what becomes of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.core.exceptions import PermissionDenied
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.api import get_dialect
from core.times import absolute_words
from jobs.kinds import JobKind, JobRefused, Outcome, done, failed, register, skipped
from jobs.models import Job, JobItem
from meetings_api import Dialect
from rooms.abilities import RoomAbilities, editable_fields, why_not_editable
from rooms.access import rooms_for
from rooms.job_kinds import DELETE, EXTEND, RENAME
from rooms.models import Room, RoomState
from rooms.scopes import LEAVES_SCOPE, leaves_scope
from rooms.services import room_delete, room_refresh, room_update


@dataclass(frozen=True)
class RoomAction:
    """Something to be done to each of many rooms, where the API can do it."""

    kind: str
    permission: str
    label: str | Promise
    icon: str
    is_possible: Callable[[Dialect], bool]
    is_final: bool = False


ACTIONS = {
    "extend": RoomAction(
        EXTEND,
        "rooms.change_room",
        gettext_lazy("Extend"),
        "clock",
        lambda dialect: "expires_at" in dialect.updatable_room_fields,
    ),
    "rename": RoomAction(
        RENAME,
        "rooms.change_room",
        gettext_lazy("Rename"),
        "pencil-square",
        lambda dialect: "display_name" in dialect.updatable_room_fields,
    ),
    "delete": RoomAction(
        DELETE,
        "rooms.delete_room",
        gettext_lazy("Delete"),
        "trash",
        lambda dialect: dialect.can_delete_rooms,
        is_final=True,
    ),
}


def actions_for(user: User, dialect: Dialect) -> dict[str, RoomAction]:
    """What the user may, and the API can, do to many rooms: no page offers more."""
    return {
        name: action
        for name, action in ACTIONS.items()
        if action.is_possible(dialect) and user.has_perm(action.permission)
    }


_Step = Callable[[Room, Job, JobItem], Outcome]


def _on_room(step: _Step) -> Callable[[Job, JobItem], Outcome]:
    def handle(job: Job, item: JobItem) -> Outcome:
        room = _room_of(job, item.target)
        return step(room, job, item) if room else failed(_("It is not known any more."))

    return handle


def _room_of(job: Job, target: str) -> Room | None:
    """As far as whoever began the job may still see it. Raises JobRefused."""
    if job.created_by is None:
        raise JobRefused(_("Whoever began it is not there any more."))
    try:
        rooms = rooms_for(job.created_by)
    except PermissionDenied:
        raise JobRefused(_("Whoever began it may not see rooms any more.")) from None
    return rooms.filter(remote_id=target).first()


def _extend(room: Room, job: Job, item: JobItem) -> Outcome:
    """To the moment that was worked out at the beginning: asked twice, it stays that moment."""
    until = datetime.fromisoformat(item.params["until"])
    room = room_refresh(room=room)
    if "expires_at" not in editable_fields(room, get_dialect()):
        return skipped(_why_not_extendable(room))
    if room.expires_at is not None and room.expires_at >= until:
        return skipped(_until(_("It lasts until %(until)s already."), room.expires_at))
    room = room_update(room=room, changes={"expires_at": until}, actor=_actor(job))
    return done(_until(_("Extended until %(until)s."), room.expires_at or until))


def _why_not_extendable(room: Room) -> str:
    if not room.is_gone and room.is_known and not room.is_expired and not room.is_long_term:
        return _("An instant room has no expiry to extend.")
    return why_not_editable(room)


def _until(words: str, moment: datetime) -> str:
    return words % {"until": absolute_words(moment)}


def _rename(room: Room, job: Job, item: JobItem) -> Outcome:
    """Only from the name that was looked at: one that somebody else gave meanwhile stays."""
    old, new, actor = item.params["old"], item.params["new"], _actor(job)
    room = room_refresh(room=room)
    if room.display_name == new:
        return skipped(_("It is called that already."))
    if "display_name" not in editable_fields(room, get_dialect()):
        return failed(why_not_editable(room))
    if room.display_name != old:
        words = _("Left alone: meanwhile it is called “%(name)s”.")
        return skipped(words % {"name": room.display_name})
    if leaves_scope(actor, {"display_name": new}, room):
        return failed(str(LEAVES_SCOPE))
    room_update(room=room, changes={"display_name": new}, actor=actor)
    return done(_("Renamed."))


def _delete(room: Room, job: Job, item: JobItem) -> Outcome:
    actor = _actor(job)
    if room.is_gone:
        return skipped(_("It is gone already."))
    if not RoomAbilities.of(room, actor, get_dialect()).can_delete:
        return failed(_("This version of the Meetings API cannot delete rooms."))
    if job.params.get("spare_live") and room.state == RoomState.LIVE:
        return skipped(_("Left alone: a session is under way in it."))
    if room_delete(room=room, actor=actor):
        return done(_("Deleted."))
    return done(_("The API did not have it any more."))


def _actor(job: Job) -> User:
    # `_room_of` has made sure that there is one.
    return cast("User", job.created_by)


def register_bulk() -> None:
    kinds: tuple[tuple[str, str | Promise, _Step], ...] = (
        ("extend", gettext_lazy("Extend rooms"), _extend),
        ("rename", gettext_lazy("Rename rooms"), _rename),
        ("delete", gettext_lazy("Delete rooms"), _delete),
    )
    for name, label, step in kinds:
        action = ACTIONS[name]
        register(JobKind(action.kind, label, action.permission, _on_room(step)))
