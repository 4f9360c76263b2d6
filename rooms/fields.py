"""Form fields that know what the administrator has really changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from core.times import wall_words
from rooms.expiry import LONGEST_NOTICE, SHORTEST_NOTICE

LOCAL_FORMAT = "%Y-%m-%dT%H:%M"


class ExactTextField(forms.CharField):
    """Text kept to the letter; only line ends are taken as forms and the wire write them."""

    def __init__(self, **options: Any) -> None:
        super().__init__(strip=False, **options)

    def to_python(self, value: Any) -> str:
        return _line_ends(str(super().to_python(value)))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return _line_ends(initial or "") != _line_ends(data or "")

    def validate(self, value: str) -> None:
        super().validate(value.strip())


def _line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


class LocalTimeInput(forms.DateTimeInput):
    input_type = "datetime-local"
    # Otherwise a form rounds the value it was filled with, and an untouched field has changed.
    supports_microseconds = True

    def __init__(self) -> None:
        super().__init__(attrs={"step": 60}, format=LOCAL_FORMAT)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """The time, and behind a semicolon which of its two readings was chosen."""
        text = super().value_from_datadict(data, files, name)
        reading = data.get(f"{name}_reading")
        return f"{text};{reading}" if text and reading in ("0", "1") else text

    def format_value(self, value: Any) -> str | None:
        return super().format_value(_split(value)[0])

    def readings(self, value: Any) -> list[Reading]:
        """The two that `value` has when the clocks skip it or run through it twice; else none."""
        text, chosen = _split(value)
        wall = _wall_time(text)
        return _readings(wall, chosen) if wall is not None else []


class LocalTimeField(forms.DateTimeField):
    """A wall time to the minute in the current zone; an aware datetime once cleaned.

    `kept` is the moment that the field was filled with: sent back untouched, it stays that moment
    with its seconds, although the field cannot show them. Refuses any other time that the clocks
    skip, or run through twice, unless it is sent with the reading that is meant.
    """

    widget = LocalTimeInput
    kept: datetime | None = None

    def to_python(self, value: Any) -> datetime | None:
        text, reading = _split(value)
        if (
            self.kept is not None
            and text == self.shown(self.kept)
            and reading
            in (
                None,
                timezone.localtime(self.kept).fold,
            )
        ):
            return self.kept
        try:
            moment = super().to_python(text)
        except ValidationError as error:
            if error.code != "ambiguous_timezone":
                raise
            wall = (error.params or {})["datetime"]
            if reading is None:
                raise _clock_change(wall) from None
            moment = _read(wall, reading)
        # Further out, a change of zone would leave the calendar.
        if moment is not None and not 1 < moment.year < 9999:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return moment

    def shown(self, moment: datetime) -> str:
        return timezone.localtime(moment).strftime(LOCAL_FORMAT)


@dataclass(frozen=True)
class Reading:
    """One of the two moments that a wall time can stand for, as it would be on the clock."""

    value: int
    at: datetime
    is_chosen: bool

    @property
    def words(self) -> str:
        offset = f"{self.at:%z}"
        return f"{wall_words(self.at)} (UTC{offset[:3]}:{offset[3:]})"

    @property
    def utc_words(self) -> str:
        return f"{self.at.astimezone(UTC):%H:%M} UTC"


def _split(value: Any) -> tuple[Any, int | None]:
    """(the time, the reading): a datetime has its own, which is its fold."""
    if isinstance(value, datetime):
        return value, value.fold
    if isinstance(value, str) and value[-2:] in (";0", ";1"):
        return value[:-2], int(value[-1])
    return value, None


def _wall_time(value: Any) -> datetime | None:
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    try:
        wall = parse_datetime(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return None if wall is None or wall.tzinfo is not None else wall


def _readings(wall: datetime, chosen: int | None) -> list[Reading]:
    try:
        moments = [(fold, _read(wall, fold)) for fold in (0, 1)]
    except OverflowError:
        return []
    if moments[0][1] == moments[1][1]:
        return []
    zone = timezone.get_current_timezone()
    found = [Reading(fold, moment.astimezone(zone), fold == chosen) for fold, moment in moments]
    return sorted(found, key=lambda reading: reading.at.astimezone(UTC))


def _read(wall: datetime, fold: int) -> datetime:
    zone = timezone.get_current_timezone()
    return wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)


def _clock_change(wall: datetime) -> ValidationError:
    zone = timezone.get_current_timezone()
    words = (
        _("%(time)s comes twice in %(zone)s, as the clocks go back: say which one is meant.")
        if _exists(wall, zone)
        else _("%(time)s does not exist in %(zone)s, as the clocks go forward: say what is meant.")
    )
    params = {"time": wall_words(wall), "zone": timezone.get_current_timezone_name()}
    return ValidationError(words, code="clock_change", params=params)


def _exists(wall: datetime, zone: tzinfo) -> bool:
    try:
        return wall.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(
            tzinfo=None
        ) == wall.replace(fold=0)
    except OverflowError:
        return False


def check_notice(expires_at: datetime) -> None:
    """Raises ValidationError for an expiry that no API takes."""
    now = timezone.now()
    if expires_at <= now + SHORTEST_NOTICE:
        earliest = timezone.localtime(now + SHORTEST_NOTICE)
        raise ValidationError(
            _("The expiry must be more than 10 minutes ahead, after %(earliest)s."),
            code="too_soon",
            params={"earliest": f"{earliest:%H:%M}"},
        )
    if expires_at > now + LONGEST_NOTICE:
        raise ValidationError(_("The expiry is more than five years ahead."), code="too_late")
