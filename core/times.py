"""How points in time and lengths of time are written for people."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

NOW = timedelta(seconds=5)
RELATIVE_UNTIL = timedelta(days=30)
# From how many seconds on, and the unit's length; `static/js/live.js` has the same ladder.
_STEPS = ((2 * 86_400, 86_400), (5_400, 3_600), (60, 60), (0, 1))


def relative_words(moment: datetime, now: datetime) -> str:
    """ "in 3 h", "12 s ago", "now"; the date when it is more than 30 days away."""
    distance = moment - now
    if abs(distance) > RELATIVE_UNTIL:
        return date_words(moment, now)
    if abs(distance) < NOW:
        return _("now")
    pattern = _("in %(span)s") if distance > timedelta() else _("%(span)s ago")
    return pattern % {"span": _largest_unit(abs(distance))}


def relative_patterns() -> dict[str, str]:
    """What `static/js/live.js` needs to say the same: "now", the patterns, and the units."""
    return {
        "now": _("now"),
        "ahead": _("in %(span)s"),
        "past": _("%(span)s ago"),
        "units": ",".join(_units()),
        "days": _("%(days)s d %(hours)s h"),
    }


def date_words(moment: datetime, now: datetime) -> str:
    local = _local(moment)
    same_year = local.year == _local(now).year
    return date_format(local, _day_format() if same_year else _date_format())


def day_words(day: date) -> str:
    """ "27 Nov 2026", of a date as it stands or of a moment in the current zone."""
    return date_format(_local(day) if isinstance(day, datetime) else day, _date_format())


def absolute_words(moment: datetime) -> str:
    """The wall time in the current zone, with the zone's name: never a time without a zone."""
    local = _local(moment)
    pattern = pgettext("date format", "D j M Y, H:i:s")
    return f"{date_format(local, pattern)} {local.tzinfo}"


def minute_words(moment: datetime) -> str:
    return _minute_words(_local(moment))


def wall_words(wall: datetime) -> str:
    """ "27 Nov 2026, 16:00", of a wall time of no zone, which may not even exist."""
    return _minute_words(wall)


def utc_minute_words(moment: datetime) -> str:
    return _minute_words(moment.astimezone(UTC))


def _minute_words(wall: datetime) -> str:
    return date_format(wall, pgettext("date format", "j M Y, H:i"))


def short_minute_words(moment: datetime) -> str:
    """ "27 Nov, 16:00", for places that name the year and the zone themselves."""
    return date_format(_local(moment), pgettext("date format", "j M, H:i"))


def short_day_words(day: date) -> str:
    """ "27 Nov", for places that name the year themselves."""
    return date_format(day, _day_format())


def weekday_words(day: date) -> str:
    """ "Fri 27 Nov", for places that name the year themselves."""
    return date_format(day, pgettext("date format", "D j M"))


def second_words(moment: datetime) -> str:
    """ "27 Nov, 16:00:05", for places that name the year and the zone themselves."""
    return date_format(_local(moment), pgettext("date format", "j M, H:i:s"))


def duration_words(seconds: float) -> str:
    """ "38 s", "4 min 05 s", "1 h 04 min", "2 d 3 h": the two largest units."""
    whole = round(seconds)
    sign = "-" if whole < 0 else ""
    minutes, rest = divmod(abs(whole), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return sign + _("%(days)s d %(hours)s h") % {"days": days, "hours": hours}
    if hours:
        return f"{sign}{hours} h {minutes:02} min"
    if minutes:
        return f"{sign}{minutes} min {rest:02} s"
    return f"{sign}{rest} s"


def _largest_unit(distance: timedelta) -> str:
    seconds = distance.total_seconds()
    length, unit = next(
        (length, unit)
        for (start, length), unit in zip(_STEPS, _units(), strict=True)
        if seconds >= start
    )
    # A non-breaking space: a number never stands apart from its unit.
    return f"{int(seconds // length)}\N{NO-BREAK SPACE}{unit}"


def _units() -> tuple[str, ...]:
    return (
        # Always several, and behind "in" or before "ago".
        pgettext("in 3 days, 3 days ago", "days"),
        pgettext("hours", "h"),
        pgettext("minutes", "min"),
        pgettext("seconds", "s"),
    )


def _date_format() -> str:
    return pgettext("date format", "j M Y")


def _day_format() -> str:
    return pgettext("date format", "j M")


def _local(moment: datetime) -> datetime:
    """In the current zone; the first and the last hours of the calendar do not exist everywhere."""
    try:
        return timezone.localtime(moment)
    except OverflowError:
        return moment.astimezone(UTC)
