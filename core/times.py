"""How points in time and lengths of time are written for people."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

NOW = timedelta(seconds=5)
RELATIVE_UNTIL = timedelta(days=30)
# (from how many seconds on, the unit's length, its sign); `static/js/live.js` has the same ladder.
_STEPS = (
    (2 * 86_400, 86_400, "days"),
    (5_400, 3_600, "h"),
    (60, 60, "min"),
    (0, 1, "s"),
)


def relative_words(moment: datetime, now: datetime) -> str:
    """ "in 3 h", "12 s ago", "now"; the date when it is more than 30 days away."""
    distance = moment - now
    if abs(distance) > RELATIVE_UNTIL:
        return date_words(moment, now)
    if abs(distance) < NOW:
        return _("now")
    words = _largest_unit(abs(distance))
    pattern = _("in %(span)s") if distance > timedelta() else _("%(span)s ago")
    return pattern % {"span": words}


def date_words(moment: datetime, now: datetime) -> str:
    local = _local(moment)
    return date_format(local, "j M" if local.year == _local(now).year else "j M Y")


def absolute_words(moment: datetime) -> str:
    """The wall time in the current zone, with the zone's name: never a time without a zone."""
    local = _local(moment)
    return f"{date_format(local, 'D j M Y, H:i:s')} {local.tzinfo}"


def minute_words(moment: datetime) -> str:
    return date_format(_local(moment), "j M Y, H:i")


def duration_words(seconds: float) -> str:
    """ "38 s", "4 min 05 s", "1 h 04 min", "2 d 3 h": the two largest units."""
    whole = round(seconds)
    sign = "-" if whole < 0 else ""
    minutes, rest = divmod(abs(whole), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return f"{sign}{days} d {hours} h"
    if hours:
        return f"{sign}{hours} h {minutes:02} min"
    if minutes:
        return f"{sign}{minutes} min {rest:02} s"
    return f"{sign}{rest} s"


def _largest_unit(distance: timedelta) -> str:
    seconds = distance.total_seconds()
    length, sign = next((length, sign) for start, length, sign in _STEPS if seconds >= start)
    # A non-breaking space: a number never stands apart from its unit.
    return f"{int(seconds // length)}\N{NO-BREAK SPACE}{sign}"


def _local(moment: datetime) -> datetime:
    """In the current zone; the first and the last hours of the calendar do not exist everywhere."""
    try:
        return timezone.localtime(moment)
    except OverflowError:
        return moment.astimezone(UTC)
