"""One page of a walk: read what is cached of its rooms, then write only what differs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from core.inserts import insert_missing
from core.provenance import ALL, Source
from core.text import storable
from meetings_api import Room as ApiRoom
from rooms.drift import Finding, room_differences
from rooms.models import Drift, DriftWinner, FoundBy, Room, RoomWalk
from rooms.sync import answer_digest, is_overtaken, room_changes, room_columns, room_overwrite

COMPARED = ("remote_id", "digest", "synced_at", "gone_at", "deleted_at", "expired_at")


@dataclass
class WalkPage:
    """`met` are the keys of its rooms that are cached; `differing` the answers to be written.

    `overtaken` are those that differ from what an edit has brought since they were asked for.
    """

    source: Source
    met: list[int] = field(default_factory=list)
    differing: list[ApiRoom] = field(default_factory=list)
    overtaken: list[ApiRoom] = field(default_factory=list)
    created: int = 0
    changed: int = 0

    @classmethod
    def compare(cls, answers: Sequence[ApiRoom], source: Source) -> WalkPage:
        """Without a transaction, so that a walk that finds nothing new holds up no writer."""
        rooms = Room.objects.filter(remote_id__in=_ids(answers)).only(*COMPARED)
        known = {room.remote_id: room for room in rooms}
        page = cls(source, met=[room.pk for room in known.values()])
        for answer in answers:
            page._compare(known.get(storable(answer.id)), answer)
        return page

    def _compare(self, room: Room | None, answer: ApiRoom) -> None:
        if room is None or room_changes(room, answer, answered_at=self.source.at):
            self.differing.append(answer)
        elif is_overtaken(room, self.source.at) and room.digest != answer_digest(answer):
            self.overtaken.append(answer)

    @property
    def has_news(self) -> bool:
        return bool(self.differing or self.overtaken)

    def write(self, walk: RoomWalk) -> None:
        """To be called in a transaction: compares again with rows that are locked."""
        answers = self.differing + self.overtaken
        rooms = Room.objects.select_for_update().filter(remote_id__in=_ids(answers))
        known = {room.remote_id: room for room in rooms}
        self._create([answer for answer in answers if storable(answer.id) not in known])
        drifts: list[Drift] = []
        for answer in answers:
            room = known.get(storable(answer.id))
            drifts += self._update(room, answer, walk) if room else []
        Drift.objects.bulk_create(drifts)

    def _create(self, answers: Sequence[ApiRoom]) -> None:
        if not answers:
            return
        provenance = {ALL: self.source.kept()}
        rooms = [
            Room(
                remote_id=storable(answer.id),
                provenance=provenance,
                **room_columns(answer, answered_at=self.source.at),
            )
            for answer in answers
        ]
        insert_missing(rooms)
        self.created = len(answers)
        new = Room.objects.filter(remote_id__in=_ids(answers))
        self.met += new.values_list("pk", flat=True)

    def _update(self, room: Room, answer: ApiRoom, walk: RoomWalk) -> list[Drift]:
        columns = room_changes(room, answer, answered_at=self.source.at)
        if not columns:
            return self._ours(room, answer, walk)
        found = Finding(FoundBy.WALK, walk).of_room(room, room_differences(room, columns))
        room_overwrite(room, columns, self.source)
        self.changed += 1
        return found

    def _ours(self, room: Room, answer: ApiRoom, walk: RoomWalk) -> list[Drift]:
        if not is_overtaken(room, self.source.at):
            return []
        differences = room_differences(room, room_columns(answer, answered_at=self.source.at))
        return Finding(FoundBy.WALK, walk, DriftWinner.HERE).of_room(room, differences)


def _ids(answers: Sequence[ApiRoom]) -> list[str]:
    return [storable(answer.id) for answer in answers]
