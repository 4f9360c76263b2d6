"""Several films in one zip, made in the background for whoever asked for it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import Q, Sum
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jobs.kinds import Fruit, JobKind, JobRefused, Outcome, done, failed, register
from jobs.models import Job, JobItem, JobState
from jobs.steps import beat
from recordings.job_kinds import ZIP
from recordings.links import UnsafeLink
from recordings.media import FilmUnavailable
from recordings.models import Recording, RecordingQuerySet, ZipBundle
from recordings.names import film_name
from recordings.selection import recording_of
from recordings.services import RecordingNotReady, recording_downloaded, recording_link
from recordings.stores import StoreFailed, store_at
from recordings.streams import FilmStream
from recordings.zip_files import GrowingZip, ZipLost

MOST_FILMS = 200
# Is to stay free on the disk for everything else.
SPARE_BYTES = 1024**3
BEAT_BYTES = 64 * 1024 * 1024
NO_FILM = (RecordingNotReady, UnsafeLink, FilmUnavailable, StoreFailed)


def zip_refusal(recordings: RecordingQuerySet) -> str:
    """Why no zip of these can be made; empty when one can."""
    found = recordings.order_by()[: MOST_FILMS + 1].count()
    if found > MOST_FILMS:
        return _("A zip holds at most %(most)s recordings.") % {"most": MOST_FILMS}
    size = recordings.aggregate(size=Sum("size_bytes"))["size"] or 0
    settings.ZIP_DIR.mkdir(parents=True, exist_ok=True)
    if size + SPARE_BYTES > shutil.disk_usage(settings.ZIP_DIR).free:
        return _("There is not enough room on the disk for a zip of these.")
    return ""


def zip_path(bundle: ZipBundle) -> Path:
    path: Path = settings.ZIP_DIR / bundle.file_name
    return path


def zips_remove_old() -> int:
    """Remove zips that have expired, or that will never be finished; how many those were."""
    since = timezone.now() - ZipBundle.LIFETIME
    given_up = Q(job__state__in=[JobState.CANCELLED, JobState.FAILED], made_at__lte=since)
    old = ZipBundle.objects.filter(Q(ready_at__lte=since) | given_up, removed_at=None)
    for bundle in old:
        GrowingZip(zip_path(bundle)).remove()
        bundle.removed_at = timezone.now()
        bundle.save(update_fields=["removed_at"])
    return len(old)


def _step(job: Job, item: JobItem) -> Outcome:
    bundle, _is_new = ZipBundle.objects.get_or_create(
        job=job, defaults={"file_name": f"{uuid4().hex}.zip"}
    )
    if item.target in bundle.names:
        return done(bundle.names[item.target])
    recording = recording_of(job, item.target)
    if recording is None:
        return failed(_("It is not known any more."))
    try:
        return _added(job, item, bundle, recording)
    except NO_FILM as error:
        return failed(error.user_message)
    except ZipLost:
        raise JobRefused(_("The zip was removed meanwhile: begin another one.")) from None
    except OSError as error:
        raise JobRefused(_("The zip cannot be written: %s.") % error.strerror) from None


def _added(job: Job, item: JobItem, bundle: ZipBundle, recording: Recording) -> Outcome:
    name = _free_name(film_name(recording), bundle.names.values())
    growing = GrowingZip(zip_path(bundle))
    growing.restore(bundle.whole_bytes)
    try:
        with _film(recording) as chunks:
            whole_bytes = growing.add(
                name, chunks, at=timezone.localtime(recording.began_at), beat=_beater(job, item)
            )
    except NO_FILM:
        growing.restore(bundle.whole_bytes)
        raise
    with transaction.atomic():
        beat(job)
        bundle.names = {**bundle.names, recording.remote_id: name}
        bundle.whole_bytes = whole_bytes
        bundle.save(update_fields=["names", "whole_bytes"])
        if job.created_by is not None:
            recording_downloaded(recording=recording, actor=job.created_by)
    return done(name)


@contextmanager
def _film(recording: Recording) -> Iterator[Iterator[bytes]]:
    """From the archive, when it is there."""
    if recording.archived is not None:
        yield store_at(recording.archived.store).read(recording.archived.key)
        return
    stream = FilmStream(lambda: recording_link(recording=recording), takes_place=False)
    try:
        yield iter(stream)
    finally:
        stream.close()


def _beater(job: Job, item: JobItem) -> Callable[[int], None]:
    written = unbeaten = 0

    def told(length: int) -> None:
        nonlocal written, unbeaten
        written, unbeaten = written + length, unbeaten + length
        if unbeaten >= BEAT_BYTES:
            beat(job)
            words = _("%(size)s of it so far.") % {"size": filesizeformat(written)}
            JobItem.objects.filter(pk=item.pk).update(detail=words)
            unbeaten = 0

    return told


def _free_name(name: str, taken: Iterable[str]) -> str:
    # Most disks take two names that differ by case only for one, and unpack one film over the other.
    on_disk = {each.casefold() for each in taken}
    stem, number, free = name.removesuffix(".mp4"), 2, name
    while free.casefold() in on_disk:
        free, number = f"{stem} ({number}).mp4", number + 1
    return free


def _finish(job: Job) -> None:
    bundle = ZipBundle.objects.filter(job=job).first()
    if bundle is None or not bundle.names:
        raise JobRefused(_("There is no zip: none of the films could be fetched."))
    growing = GrowingZip(zip_path(bundle))
    try:
        growing.restore(bundle.whole_bytes)
    except ZipLost:
        raise JobRefused(_("The zip was removed meanwhile: begin another one.")) from None
    growing.forget_tables()
    bundle.ready_at = timezone.now()
    bundle.save(update_fields=["ready_at"])


def _fruit(job: Job) -> Fruit | None:
    bundle = ZipBundle.objects.filter(job=job).first()
    if bundle is None:
        return None
    url = reverse("recordings:zip", args=[job.pk]) if bundle.is_there else ""
    return Fruit(url, gettext_lazy("Download the zip"), bundle.expires_at)


def register_zip() -> None:
    register(
        JobKind(
            name=ZIP,
            label=gettext_lazy("Make a zip of recordings"),
            permission="recordings.download_recording",
            handler=_step,
            finish=_finish,
            fruit=_fruit,
        )
    )
