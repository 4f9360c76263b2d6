from __future__ import annotations

from django.utils.translation import gettext_lazy

from core.times import duration_words
from core.told import ToldLine, told_lines
from recordings.models import Recording

_RECORDING = {
    "status": gettext_lazy("State"),
    "started_at": gettext_lazy("Started"),
    "ended_at": gettext_lazy("Ended"),
    "duration_seconds": gettext_lazy("Length"),
    "gone_at": gettext_lazy("Gone since"),
    "deleted_at": gettext_lazy("Deleted from here"),
}


def recording_told(recording: Recording) -> list[ToldLine]:
    seconds = recording.duration_seconds
    length = None if seconds is None else duration_words(seconds)
    status = recording.get_status_display()
    return list(told_lines(recording, _RECORDING, status=status, duration_seconds=length))
