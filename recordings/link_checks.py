from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from core.said import said
from meetings_api import MeetingsApiError
from recordings.links import UnsafeLink
from recordings.media import FilmUnavailable, film_length
from recordings.models import Recording
from recordings.services import RecordingNotReady, recording_link
from recordings.trail import LinkCheck


def link_check(*, recording: Recording) -> LinkCheck:
    """Ask the API for a fresh link, and storage for the first byte behind it."""
    at = timezone.now()
    try:
        size_bytes = film_length(recording_link(recording=recording))
    except (RecordingNotReady, UnsafeLink, MeetingsApiError) as error:
        return LinkCheck(at, error=said(error.user_message))
    except FilmUnavailable as error:
        return LinkCheck(at, error=_("The API gave a link, but %s.") % said(error))
    return LinkCheck(at, size_bytes=size_bytes)
