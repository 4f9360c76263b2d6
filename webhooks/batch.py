"""The rows that some callbacks are about: read together, changed in memory, written together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import OuterRef, Subquery

from core.provenance import Source
from core.rows import Rows
from recordings.models import Recording
from recordings.tasks import refresh_session_recordings
from rooms.attendance import intervals_close, intervals_reopen, intervals_store
from rooms.heard import Effects, session_goes_on
from rooms.intervals import Arrival, news
from rooms.models import MeetingSession, Participant, Room
from rooms.session_figures import figures_forget, figures_store, last_sessions_store
from rooms.tasks import refresh_room
from webhooks.models import Callback, CallbackKind

PERSON_KINDS = (CallbackKind.PARTICIPANT_JOINED, CallbackKind.PARTICIPANT_LEFT)
RECORDING_KINDS = (
    CallbackKind.RECORDING_STARTED,
    CallbackKind.RECORDING_ENDED,
    CallbackKind.RECORDING_UPLOADED,
)

_ROOM_OF_SESSION = Subquery(
    MeetingSession.objects.filter(remote_id=OuterRef("session_remote_id")).values(
        "room__remote_id"
    )[:1]
)

# Of one person in one session, in order of arrival, each with the key of its callback.
Arrivals = dict[int, Arrival]


class Batch:
    """By remote id; a participant by the key of the session and its own remote id."""

    def __init__(self, callbacks: Sequence[Callback]) -> None:
        self._callbacks = callbacks
        self._read_rooms(callbacks)
        self._read_sessions(callbacks)
        self._rooms_before = {each: each.room_id for each in self.sessions.values()}
        self._read_participants([each for each in callbacks if each.kind in PERSON_KINDS])
        self._read_recordings([each for each in callbacks if each.kind in RECORDING_KINDS])
        self._arrivals = _arrivals(callbacks)
        self._ended: dict[MeetingSession, Callback] = {}
        self._reopened: set[MeetingSession] = set()
        self._uploaded: set[MeetingSession] = set()
        self._doubted: set[Room] = set()

    def _read_rooms(self, callbacks: Sequence[Callback]) -> None:
        ids = {each.room_remote_id for each in callbacks} - {""}
        self.rooms = Rows(
            Room.objects.all(),
            key=lambda room: room.remote_id,
            written=["expired_at", "expires_at", "is_available", "provenance"],
        )
        self.rooms.read({each: Room(remote_id=each) for each in sorted(ids)}, remote_id__in=ids)

    def _read_sessions(self, callbacks: Sequence[Callback]) -> None:
        first: dict[str, Callback] = _first_of(callbacks, "session_remote_id")
        self.sessions = Rows(
            MeetingSession.objects.select_related("room"),
            key=lambda session: session.remote_id,
            written=[
                "room_id",
                "started_at",
                "ended_at",
                "first_seen_at",
                "began_at",
                "provenance",
            ],
        )
        missing = {
            remote_id: MeetingSession(
                remote_id=remote_id,
                first_seen_at=callback.received_at,
                began_at=callback.received_at,
            )
            for remote_id, callback in first.items()
        }
        self.sessions.read(missing, remote_id__in=list(first))

    def _read_participants(self, callbacks: Sequence[Callback]) -> None:
        self.participants = Rows(
            Participant.objects.all(),
            key=lambda participant: (participant.session_id, participant.remote_id),
            written=["name", "type", "is_host", "first_seen_at", "provenance"],
        )
        missing = {}
        for each in callbacks:
            if each.session_remote_id and each.participant_remote_id:
                session = self.sessions[each.session_remote_id]
                missing[session.pk, each.participant_remote_id] = Participant(
                    session=session,
                    remote_id=each.participant_remote_id,
                    first_seen_at=each.received_at,
                )
        sessions, ids = {key[0] for key in missing}, {key[1] for key in missing}
        self.participants.read(missing, session__in=sessions, remote_id__in=ids)
        known = {session.pk: session for session in self.sessions.values()}
        for participant in self.participants.values():
            participant.session = known[participant.session_id]

    def _read_recordings(self, callbacks: Sequence[Callback]) -> None:
        self.recordings = Rows(
            Recording.objects.all(),
            key=lambda recording: recording.remote_id,
            written=Recording.HEARD,
        )
        missing = {
            remote_id: Recording(
                remote_id=remote_id,
                session=self.sessions[callback.session_remote_id],
                first_seen_at=callback.received_at,
                began_at=callback.received_at,
                changed_at=callback.received_at,
            )
            for remote_id, callback in _first_of(callbacks, "recording_remote_id").items()
            if callback.session_remote_id
        }
        self.recordings.read(missing, remote_id__in=list(missing))

    def presence(self, session: MeetingSession, participant_id: str, callback: Callback) -> str:
        """What the callback says of the person's coming and going; blank for nothing new."""
        if not self._is_whole(self.participants[session.pk, participant_id]):
            return ""
        before: list[Arrival] = []
        for pk, arrival in self._arrivals[session.remote_id, participant_id].items():
            if pk == callback.pk:
                return news(before, arrival)
            before.append(arrival)
        return ""

    def ended(self, session: MeetingSession, callback: Callback) -> None:
        self._ended[session] = callback

    def goes_on(self, session: MeetingSession, source: Source) -> Effects:
        effects = session_goes_on(session, source)
        if effects:
            self._reopened.add(session)
        return effects

    def uploaded(self, session: MeetingSession) -> None:
        self._uploaded.add(session)

    def doubted(self, room: Room) -> None:
        self._doubted.add(room)

    def write(self) -> None:
        """Write what changed, and once that is committed ask the API about what is not known."""
        for rows in (self.rooms, self.sessions, self.participants, self.recordings):
            rows.write()
        self._find_by_room()
        intervals_reopen(self._reopened)
        intervals_store(self._received())
        for session, count in intervals_close(self._ended).items():
            if count:
                were = "1 person was" if count == 1 else f"{count} people were"
                left = f"{were} still there; the end of the session closed it."
                self._ended[session].effects.append(left)
        figures_forget(self._reopened)
        figures_store(self.sessions.values())
        last_sessions_store(self.sessions.changed(), self._left_rooms())
        # One that stays unknown, because the API was away, is asked about by the schedule.
        unknown = {self.rooms[remote_id] for remote_id in self.rooms.created}
        for room in sorted(unknown | self._doubted, key=lambda room: room.remote_id):
            refresh_room.delay_on_commit(room.pk)
        for session in self._uploaded:
            refresh_session_recordings.delay_on_commit(session.pk)

    def _find_by_room(self) -> None:
        """Let callbacks that name no room be found by that of their session, also those that
        came before it was known."""
        unnamed = Callback.objects.filter(room_remote_id="")
        own = [each.pk for each in self._callbacks if self._room_is_only_of_session(each)]
        if own:
            unnamed.filter(pk__in=own).update(room_remote_id=_ROOM_OF_SESSION)
        moved = [each for each, before in self._rooms_before.items() if each.room_id != before]
        told = [session.remote_id for session in moved]
        if told:
            unnamed.filter(session_remote_id__in=told).update(room_remote_id=_ROOM_OF_SESSION)
        if self._left_rooms():
            found_before = Callback.objects.filter(payload__room_id__isnull=True)
            found_before.filter(session_remote_id__in=told).update(room_remote_id=_ROOM_OF_SESSION)

    def _left_rooms(self) -> list[int]:
        """Rooms of which callbacks that contradict others had told that a session was of them."""
        before = self._rooms_before.items()
        return [room for session, room in before if room and session.room_id != room]

    def _room_is_only_of_session(self, callback: Callback) -> bool:
        if callback.room_remote_id or not callback.session_remote_id:
            return False
        return self.sessions[callback.session_remote_id].room_id is not None

    def _received(self) -> dict[Participant, list[Arrival]]:
        return {
            participant: self._arrived(participant)
            for participant in self.participants.values()
            if self._is_whole(participant)
        }

    def _arrived(self, participant: Participant) -> list[Arrival]:
        key = participant.session.remote_id, participant.remote_id
        return list(self._arrivals[key].values())

    def _is_whole(self, participant: Participant) -> bool:
        """Whether all that ever came of a person is still there to derive intervals from.

        What comes after the first of it was let go for its age is too late to change them.
        """
        arrived = self._arrived(participant)
        return bool(arrived) and arrived[0].received_at <= participant.first_seen_at


def _first_of(callbacks: Sequence[Callback], field: str) -> dict[str, Callback]:
    """The first callback of each id."""
    found: dict[str, Callback] = {}
    for callback in callbacks:
        remote_id = getattr(callback, field)
        if remote_id:
            found.setdefault(remote_id, callback)
    return found


def _arrivals(callbacks: Sequence[Callback]) -> dict[tuple[str, str], Arrivals]:
    """Every join and leave ever received of the people in `callbacks`, in order of arrival."""
    pairs = [
        (each.session_remote_id, each.participant_remote_id)
        for each in callbacks
        if each.kind in PERSON_KINDS
    ]
    found: dict[tuple[str, str], Arrivals] = defaultdict(dict)
    received = Callback.objects.filter(
        session_remote_id__in={session_id for session_id, _ in pairs},
        participant_remote_id__in={participant_id for _, participant_id in pairs},
        kind__in=PERSON_KINDS,
    )
    columns = "pk", "session_remote_id", "participant_remote_id", "kind", "received_at", "sha256"
    for pk, session_id, participant_id, kind, received_at, digest in received.order_by(
        "received_at", "pk"
    ).values_list(*columns):
        joined = kind == CallbackKind.PARTICIPANT_JOINED
        arrival = Arrival("joined" if joined else "left", received_at, digest)
        found[session_id, participant_id][pk] = arrival
    return found
