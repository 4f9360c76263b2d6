from __future__ import annotations

from dataclasses import dataclass

from rooms.models import RoomWalk


@dataclass(frozen=True)
class WalkProgress:
    """How far a running walk is, measured by what the API counts or the last walk met."""

    walk: RoomWalk
    expected: int | None

    @classmethod
    def of(cls, walk: RoomWalk) -> WalkProgress:
        if walk.total is not None:
            return cls(walk, walk.total)
        earlier = RoomWalk.objects.filter(state=RoomWalk.State.COMPLETE, pk__lt=walk.pk)
        return cls(walk, earlier.values_list("seen", flat=True).first())

    @property
    def maximum(self) -> int:
        """Never less than what was met: rooms may be more than were expected."""
        return max(self.expected or 0, self.walk.seen, 1)

    @property
    def percent(self) -> int | None:
        return None if self.expected is None else self.walk.seen * 100 // self.maximum


def walk_revision(walk: RoomWalk | None) -> object:
    """Moves with all that is shown of a walk."""
    return walk and (walk.pk, walk.state, walk.pages, walk.seen, walk.gone, walk.resumed)
