from __future__ import annotations

from collections.abc import Iterator, Mapping

from meetings_api.calls import call
from meetings_api.dialects import Dialect
from meetings_api.errors import NotSupported, Refused
from meetings_api.pages import RoomPage, walk
from meetings_api.room import Room
from meetings_api.transport import Transport


def fetch_page(
    transport: Transport, segments: tuple[str, ...], page_size: int, start_id: int | None
) -> RoomPage:
    query: dict[str, object] = {"page_size": page_size}
    if start_id is not None:
        query["start_id"] = start_id
    answer = transport.send(call("GET", *segments, query=query))
    return RoomPage.from_json(answer, answer.json())


class Rooms:
    def __init__(self, transport: Transport, dialect: Dialect) -> None:
        self._transport = transport
        self._dialect = dialect

    def pages(
        self,
        page_size: int = 100,
        start_id: int | None = None,
        *,
        listed_before: int | None = None,
    ) -> Iterator[RoomPage]:
        """Every page from ``start_id`` on, fetched as the caller asks for it; see ``walk``."""
        return walk(
            lambda start: fetch_page(self._transport, ("rooms",), page_size, start),
            start_id,
            listed_before=listed_before,
        )

    def iterate(self, page_size: int = 100) -> Iterator[Room]:
        for page in self.pages(page_size):
            yield from page.rooms

    def get(self, room_id: str) -> Room:
        answer = self._transport.send(call("GET", "rooms", room_id))
        return Room.from_json(answer, answer.json())

    def create(self, *, display_name: str, type: str = "instant", **options: object) -> Room:
        """Creates a room with any further fields of the contract, section 2.

        ``expires_at`` may be a datetime. Raises Refused with ``field``, and QuotaExceeded.
        """
        body = {"display_name": display_name, "type": type, **options}
        answer = self._transport.send(call("POST", "rooms", body=body))
        return Room.from_json(answer, answer.json())

    def update(self, room_id: str, changes: Mapping[str, object]) -> Room:
        """Changes the given fields only; the answer is the whole room.

        Raises Refused, before anything is sent when there is no change or when the dialect cannot
        make it, and NotFound for an expired room too.
        """
        request = call("PATCH", "rooms", room_id, body={"update_details": dict(changes)})
        self._refuse_impossible(changes, request.path)
        answer = self._transport.send(request)
        return Room.from_json(answer, answer.json())

    def delete(self, room_id: str) -> None:
        """Raises NotSupported outside the beta, which alone had this call."""
        request = call("DELETE", "rooms", room_id)
        if not self._dialect.can_delete_rooms:
            raise NotSupported("cannot delete rooms", method="DELETE", path=request.path)
        self._transport.send(request)

    def _refuse_impossible(self, changes: Mapping[str, object], path: str) -> None:
        if not changes:
            raise Refused("there is nothing to change", method="PATCH", path=path)
        for name in sorted(changes.keys() - self._dialect.updatable_room_fields):
            message = f'"{name}" cannot be changed by this version of the API'
            raise Refused(message, method="PATCH", path=path, field=name)
