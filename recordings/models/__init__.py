from __future__ import annotations

from recordings.models.archive import Archive, ArchiveState
from recordings.models.bundle import ZipBundle
from recordings.models.keeping import Hold, Trash, TrashQuerySet
from recordings.models.recording import (
    UNKNOWN,
    UPLOAD_OVERDUE,
    Keeping,
    Recording,
    RecordingQuerySet,
    RecordingState,
    SecondsBetween,
)
from recordings.models.retention import RetentionRule

__all__ = [
    "UNKNOWN",
    "UPLOAD_OVERDUE",
    "Archive",
    "ArchiveState",
    "Hold",
    "Keeping",
    "Recording",
    "RecordingQuerySet",
    "RecordingState",
    "RetentionRule",
    "SecondsBetween",
    "Trash",
    "TrashQuerySet",
    "ZipBundle",
]
