"""The steps of the trail. A further one is written as a function, and put into `STEPS`."""

from __future__ import annotations

from collections.abc import Callable

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from recordings.models import UPLOAD_OVERDUE, Recording, RecordingState
from recordings.trail import Evidence, Remedy, Step, StepState, TrailFacts, in_order
from rooms.models import Room


def switched_on(facts: TrailFacts) -> Step:
    title, room = _("Recording is switched on"), facts.room
    if room is None:
        words = _("No callback has named the room of this session, so its settings are not known.")
        return Step(title, StepState.UNKNOWN, words)
    if not room.is_known:
        words = _("The API has not been asked about this room yet.")
        return Step(title, StepState.UNKNOWN, words, remedies=(Remedy.SYNC_ROOM,))
    if facts.was_recorded and not room.auto_record:
        words = _("The room does not record by itself; somebody started the recording.")
        return Step(title, StepState.DONE, words)
    if room.auto_record and (room.allows_recording or facts.was_recorded):
        words = _("The room records every session by itself, as far as the API last said.")
        if room.record_only_owner:
            words += " " + _("The film shows its owner and shared screens only.")
        return Step(title, StepState.DONE, words, room.synced_at)
    return _switched_off(title, room, facts)


def _switched_off(title: str, room: Room, facts: TrailFacts) -> Step:
    words = _("The room does not record by itself. If nobody started a recording, there is none.")
    mending = Remedy.EDIT_ROOM
    if not room.allows_recording:
        words = _("The room allows no recording at all, as far as the API last said.")
        mending = Remedy.NEW_ROOM
    elif not facts.can_switch_on:
        words += " " + _("The API does not let this room be changed: make one that records.")
        mending = Remedy.NEW_ROOM
    asking = (Remedy.ASK_RECORDINGS,) if facts.session else ()
    return Step(title, StepState.STOPPED, words, room.synced_at, remedies=(mending, *asking))


def session_seen(facts: TrailFacts) -> Step:
    title, session = _("The session is known"), facts.session
    told = facts.told("session:started", "session:ended")
    if session is not None and session.started_at is not None:
        return Step(title, StepState.DONE, _("It started."), session.started_at, told)
    if session is not None:
        words = _("Known from other callbacks: its start was not told.")
        return Step(title, StepState.DONE, words, session.first_seen_at, told)
    if stuck := facts.stuck("session:started", "session:ended"):
        return _could_not_be_applied(title, stuck)
    if facts.last_received_at is None:
        words = _("No callback has ever come: the receiver's address is probably not registered.")
        return Step(title, StepState.STOPPED, words, remedies=(Remedy.REGISTER,))
    words = _(
        "No callback has told of a session in this room. Either there was none, or the "
        "callbacks of this room go elsewhere."
    )
    return Step(title, StepState.STOPPED, words, remedies=(Remedy.REGISTER,))


def started(facts: TrailFacts) -> Step:
    title, recording = _("The recording started"), facts.recording
    told = facts.told("recording:started")
    if recording is not None:
        at = recording.started_at or recording.first_seen_at
        return Step(title, StepState.DONE, _("It was started."), at, told)
    if stuck := facts.stuck("recording:started", "recording:ended", "recording:uploaded"):
        return _could_not_be_applied(title, stuck, Remedy.ASK_RECORDINGS)
    if facts.session is not None and facts.session.is_live:
        words = _("The session is live, and no callback has told of a recording so far.")
        return Step(title, StepState.WAITING, words, remedies=(Remedy.ASK_RECORDINGS,))
    words = _(
        "No callback has told of a recording of this session: either none was made, or the "
        "callback was lost. The API knows."
    )
    return Step(title, StepState.STOPPED, words, remedies=(Remedy.ASK_RECORDINGS,))


def ended(facts: TrailFacts) -> Step:
    title, recording = _("The recording ended"), facts.recording
    told = facts.told("recording:ended")
    if recording is None:
        return Step(title, StepState.UNKNOWN, "")
    if recording.ended_at or recording.status not in _RUNNING:
        return Step(title, StepState.DONE, _("It was stopped."), recording.ended_at, told)
    if recording.is_gone:
        return _gone_before(title)
    if stuck := facts.stuck("recording:ended"):
        return _could_not_be_applied(title, stuck, Remedy.REREAD)
    if recording.session.ended_at is None:
        words = _("It is being recorded now.")
        return Step(title, StepState.WAITING, words, remedies=(Remedy.REREAD,))
    if facts.now - recording.session.ended_at < UPLOAD_OVERDUE:
        words = _("The session has just ended; the recording's end is told within minutes.")
        return Step(title, StepState.WAITING, words, remedies=(Remedy.REREAD,))
    words = _("The session is over, but no callback told of the recording's end.")
    return Step(title, StepState.STOPPED, words, remedies=(Remedy.REREAD,))


def uploaded(facts: TrailFacts) -> Step:
    title, recording = _("The file was uploaded"), facts.recording
    told = facts.told("recording:uploaded")
    if recording is None:
        return Step(title, StepState.UNKNOWN, "")
    if recording.status == RecordingState.UPLOADED:
        return Step(
            title, StepState.DONE, _("Its upload was reported."), recording.changed_at, told
        )
    if recording.is_gone:
        return _gone_before(title)
    if stuck := facts.stuck("recording:uploaded"):
        return _could_not_be_applied(title, stuck, Remedy.REREAD)
    if facts.now - recording.changed_at < UPLOAD_OVERDUE:
        words = _("It is being uploaded, which normally takes minutes.")
        return Step(title, StepState.WAITING, words, remedies=(Remedy.REREAD,))
    words = _("Its upload was not reported; this normally takes minutes. The API knows more.")
    return Step(title, StepState.STOPPED, words, remedies=(Remedy.REREAD,))


def archived(facts: TrailFacts) -> Step:
    title, recording = _("A copy was archived"), facts.recording
    archive = getattr(recording, "archive", None)
    if recording is None:
        return Step(title, StepState.UNKNOWN, "")
    if recording.archived is not None:
        words = _("A copy of the film is in storage of your own.")
        return Step(title, StepState.DONE, words, recording.archived.ready_at)
    if archive is not None:
        words = _("Its archive: %s.") % archive.badge.label
        return Step(title, StepState.UNKNOWN, words, archive.asked_at)
    words = _("No copy was asked for; the film is where the API keeps it.")
    return Step(title, StepState.NOT_REACHED, words)


def kept(facts: TrailFacts) -> Step:
    title, recording = _("It was kept"), facts.recording
    if recording is None:
        return Step(title, StepState.UNKNOWN, "")
    if trash := getattr(recording, "trash", None):
        words = _("It is in the trash, and can be restored until its time there is over.")
        return Step(title, StepState.STOPPED, words, trash.put_at, remedies=(Remedy.RESTORE,))
    if recording.is_gone and recording.archived is not None:
        words = _("The API does not have it any more, but the archived copy is here.")
        at = recording.deleted_at or recording.gone_at
        return Step(title, StepState.DONE, words, at)
    if recording.is_gone:
        return _lost(title, recording)
    state = StepState.DONE if recording.is_ready else StepState.UNKNOWN
    return Step(title, state, _("Nobody is known to have deleted it."))


def _lost(title: str, recording: Recording) -> Step:
    if recording.deleted_at is not None:
        words = _("It was deleted from here. Nothing brings it back.")
        return Step(title, StepState.STOPPED, words, recording.deleted_at)
    words = _("The API was found not to have it any more: it was deleted there.")
    return Step(title, StepState.STOPPED, words, recording.gone_at, remedies=(Remedy.REREAD,))


def link_alive(facts: TrailFacts) -> Step:
    title, check, recording = _("The file can be fetched"), facts.link, facts.recording
    if recording is not None and recording.archived is not None:
        words = _("It is played from the archived copy.")
        return Step(title, StepState.DONE, words, recording.archived.ready_at)
    if recording is None or not recording.is_ready:
        return Step(title, StepState.UNKNOWN, "")
    if check is None:
        words = _("The API is asked only when you want to know.")
        return Step(title, StepState.UNKNOWN, words, remedies=(Remedy.CHECK_LINK,))
    if check.error:
        remedies = (Remedy.CHECK_LINK, Remedy.REREAD)
        return Step(title, StepState.STOPPED, check.error, check.at, remedies=remedies)
    words = _("A fresh link leads to a file of %s.") % filesizeformat(check.size_bytes or 0)
    return Step(title, StepState.DONE, words, check.at, remedies=(Remedy.CHECK_LINK,))


STEPS: list[Callable[[TrailFacts], Step]] = [
    switched_on,
    session_seen,
    started,
    ended,
    uploaded,
    archived,
    kept,
    link_alive,
]
_RUNNING = (RecordingState.STARTED, RecordingState.PAUSED)


def trail(facts: TrailFacts) -> list[Step]:
    return in_order([step(facts) for step in STEPS])


def most_wanted(recordings: list[Recording]) -> Recording | None:
    """Of a session's recordings the one that a question is most likely about: not ready, newest."""
    return max(
        recordings, key=lambda recording: (not recording.has_film, recording.began_at), default=None
    )


def _could_not_be_applied(title: str, stuck: tuple[Evidence, ...], *asking: Remedy) -> Step:
    """`asking` mends it where the callback itself is at fault, which no replay helps."""
    words = _("A callback told of it, but it could not be applied to what is known here.")
    remedies = (Remedy.REPLAY, *asking)
    return Step(title, StepState.STOPPED, words, stuck[0].received_at, stuck, remedies)


def _gone_before(title: str) -> Step:
    return Step(title, StepState.UNKNOWN, _("It was not told before the recording was gone."))
