"""Copies of films in storage of one's own, made in steps that outlive their worker."""

from __future__ import annotations

import hashlib
import logging
import tempfile
from datetime import timedelta
from typing import IO, TYPE_CHECKING, Any
from uuid import uuid4

from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import audit
from jobs.kinds import JobKind, JobRefused, Outcome, again, done, failed, register, skipped
from jobs.models import Job, JobItem
from jobs.steps import beat
from meetings_api import MeetingsApiError
from recordings.job_kinds import ARCHIVE
from recordings.links import UnsafeLink
from recordings.media import FilmUnavailable, film_range
from recordings.models import Archive, ArchiveState, Hold, Recording
from recordings.posters import poster_remove
from recordings.selection import recording_of
from recordings.services import RecordingNotReady, recording_link, recording_target
from recordings.stores import CHUNK_BYTES, Store, StoreFailed, current_store_url, store_at
from recordings.trash import NotDeletable

if TYPE_CHECKING:
    from accounts.models import User

# How much a step copies at a time; a bucket takes at most 10,000 parts of a film.
PART_BYTES = 32 * 1024 * 1024
MOST_TRIES = 6
FIRST_RETRY = timedelta(seconds=5)
BEAT_BYTES = 64 * 1024 * 1024
PASSING = (FilmUnavailable, StoreFailed, MeetingsApiError)

logger = logging.getLogger(__name__)


def archive_refusal(_recordings: object = None) -> str:
    """Why nothing is archived; empty when copies have somewhere to go."""
    return "" if current_store_url() else _("Archiving is off: RECORDING_ARCHIVE_URL is empty.")


def is_archivable(recording: Recording) -> bool:
    """Whether there is a film to copy, no copy yet, and nobody at it."""
    archive: Archive | None = getattr(recording, "archive", None)
    is_at_work = archive is not None and archive.job is not None and not archive.job.is_over
    has_copy = recording.archived is not None
    return recording.is_ready and not (has_copy or is_at_work or archive_refusal())


def archive_step(job: Job, item: JobItem) -> Outcome:
    """Bring the archive of one recording on by a part; what a job of kind "archive" does."""
    if refusal := archive_refusal():
        raise JobRefused(refusal)
    recording = recording_of(job, item.target)
    if recording is None:
        return failed(_("It is not known any more."))
    archive = _claimed(recording, job)
    if archive is None:
        return skipped(_("Another job is archiving it."))
    if archive.is_ready:
        return done(_("Archived, %(size)s.") % {"size": filesizeformat(archive.bytes_total or 0)})
    try:
        return _step(archive, job)
    except PASSING as error:
        return _try_later(archive, error)
    except (RecordingNotReady, UnsafeLink) as error:
        return _give_up(archive, error.user_message)


def archives_prepare(recordings: list[Recording]) -> None:
    """Note that copies are wanted, so that nobody asks for them twice."""
    Archive.objects.bulk_create(
        [Archive(recording=recording) for recording in recordings], ignore_conflicts=True
    )


def archive_delete(*, recording: Recording, actor: User) -> bool:
    """Delete the copy; False when there is none. Raises NotDeletable, StoreFailed."""
    with transaction.atomic():
        archive = Archive.objects.select_for_update().filter(recording=recording).first()
        if archive is None:
            return False
        if Hold.objects.filter(recording=recording).exists():
            raise NotDeletable(_("It is on hold."))
        # Never shown again, even when this process dies before the file is gone.
        archive.state, archive.error = ArchiveState.FAILED, _("The copy was deleted.")
        archive.save(update_fields=["state", "error"])
    if archive.key:
        store_at(archive.store).discard(archive.key, archive.upload)
    archive.delete()
    if recording.is_gone:
        poster_remove(recording)
    audit.Act(actor, "recording.archive_delete", recording_target(recording)).done()
    return True


def _claimed(recording: Recording, job: Job) -> Archive | None:
    with transaction.atomic():
        archive, _is_new = Archive.objects.select_for_update().get_or_create(recording=recording)
        if archive.is_ready:
            return archive
        if archive.job is not None and archive.job != job and not archive.job.is_over:
            return None
        archive.job = job
        archive.save(update_fields=["job"])
    return archive


def _step(archive: Archive, job: Job) -> Outcome:
    if archive.state in (ArchiveState.WAITING, ArchiveState.FAILED):
        _begin(archive, job)
    if archive.state == ArchiveState.COPYING:
        return _copy_part(archive, job)
    return _verify(archive, job)


def _begin(archive: Archive, job: Job) -> None:
    """Always under a new name, so that no copy is ever written over."""
    if archive.key:
        store_at(archive.store).discard(archive.key, archive.upload)
    began_at = archive.recording.began_at
    archive.store = current_store_url()
    archive.key = f"{began_at:%Y/%m}/{uuid4().hex}.mp4"
    archive.upload = store_at(archive.store).begin(archive.key)
    archive.state, archive.error, archive.sha256 = ArchiveState.COPYING, "", ""
    archive.parts, archive.bytes_done, archive.bytes_total = [], 0, None
    archive.source_etag = ""
    _save(archive, job)


def _copy_part(archive: Archive, job: Job) -> Outcome:
    store, first = store_at(archive.store), archive.bytes_done
    link = recording_link(recording=archive.recording)
    with tempfile.TemporaryFile() as file:
        part = film_range(link, first=first, length=PART_BYTES, file=file)
        if first and (part.film_bytes, part.etag) != (archive.bytes_total, archive.source_etag):
            _begin(archive, job)
            return again(_("The film changed on the way: copying it anew."))
        note = {"bytes": part.length, "sha256": _digest(file)}
        beat(job)
        file.seek(0)
        number = len(archive.parts)
        note |= store.write(archive.key, archive.upload, number=number, first=first, part=file)
    archive.parts = [*archive.parts, note]
    archive.bytes_done += part.length
    archive.bytes_total, archive.source_etag = part.film_bytes, part.etag
    if archive.bytes_done == archive.bytes_total:
        archive.state = ArchiveState.VERIFYING
    _save(archive, job)
    sizes = {"done": filesizeformat(archive.bytes_done), "total": filesizeformat(part.film_bytes)}
    return again(_("Copied %(done)s of %(total)s.") % sizes)


def _save(archive: Archive, job: Job) -> None:
    archive.tries = 0
    with transaction.atomic():
        # A worker that was taken for dead must not take back what its successor has done.
        beat(job)
        archive.save()


def _verify(archive: Archive, job: Job) -> Outcome:
    store = store_at(archive.store)
    store.complete(archive.key, archive.upload, archive.parts)
    digest = _verified_digest(archive, store, job)
    if digest is None:
        _begin(archive, job)
        raise StoreFailed("the copy is not what was written")
    archive.sha256, archive.ready_at = digest, timezone.now()
    archive.state, archive.upload, archive.job = ArchiveState.READY, {}, None
    _save(archive, job)
    return done(_("Archived, %(size)s.") % {"size": filesizeformat(archive.bytes_total or 0)})


def _verified_digest(archive: Archive, store: Store, job: Job) -> str | None:
    """The copy's SHA-256, read back; None when a part or the length is not as it was written."""
    reader = _PartReader(archive.parts)
    unbeaten = 0
    for chunk in store.read(archive.key):
        reader.take(chunk)
        unbeaten += len(chunk)
        if unbeaten > BEAT_BYTES:
            beat(job)
            unbeaten = 0
    return reader.whole.hexdigest() if reader.is_as_written else None


class _PartReader:
    def __init__(self, parts: list[dict[str, Any]]) -> None:
        self.whole = hashlib.sha256()
        self._expected = [(part["bytes"], part["sha256"]) for part in parts]
        self._found: list[tuple[int, str]] = []
        self._part, self._taken = hashlib.sha256(), 0

    def take(self, chunk: bytes) -> None:
        self.whole.update(chunk)
        while chunk:
            wanted = self._wanted() - self._taken
            piece, chunk = chunk[:wanted], chunk[wanted:]
            self._part.update(piece)
            self._taken += len(piece)
            if self._taken == self._wanted():
                self._found.append((self._taken, self._part.hexdigest()))
                self._part, self._taken = hashlib.sha256(), 0

    @property
    def is_as_written(self) -> bool:
        return self._found == self._expected and not self._taken

    def _wanted(self) -> int:
        # Whatever comes after the last part makes one more, which nobody expects.
        number = len(self._found)
        return self._expected[number][0] if number < len(self._expected) else PART_BYTES


def _digest(file: IO[bytes]) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    while chunk := file.read(CHUNK_BYTES):
        digest.update(chunk)
    return digest.hexdigest()


def _try_later(archive: Archive, error: Exception) -> Outcome:
    reason = str(getattr(error, "user_message", error))
    if archive.tries + 1 >= MOST_TRIES:
        return _give_up(archive, reason)
    Archive.objects.filter(pk=archive.pk).update(tries=archive.tries + 1, error=reason)
    logger.info("Archiving %s is tried again: %s", archive.recording.remote_id, reason)
    return again(reason, after=FIRST_RETRY * 3**archive.tries)


def _give_up(archive: Archive, reason: str) -> Outcome:
    archives = Archive.objects.filter(pk=archive.pk)
    archives.update(state=ArchiveState.FAILED, error=reason, tries=0, job=None)
    return failed(reason)


def register_archive() -> None:
    register(
        JobKind(
            name=ARCHIVE,
            label=gettext_lazy("Archive recordings"),
            permission="recordings.archive_recording",
            handler=archive_step,
        )
    )
