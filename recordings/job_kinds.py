"""The names of what jobs can do to recordings."""

from __future__ import annotations

ARCHIVE = "recordings.archive"
HOLD = "recordings.hold"
PURGE = "recordings.purge"
RELEASE = "recordings.release"
RESTORE = "recordings.restore"
RETENTION = "recordings.retention"
TRASH = "recordings.trash"
ZIP = "recordings.zip"
