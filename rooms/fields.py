"""Form fields that know what the administrator has really changed."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

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


class LocalTimeField(forms.DateTimeField):
    """A wall time to the minute in the current zone; an aware datetime once cleaned.

    `kept` is the moment that the field was filled with: sent back untouched, it stays that moment
    with its seconds, although the field cannot show them. Refuses any other time that the clocks
    skip, or run through twice.
    """

    widget = LocalTimeInput
    kept: datetime | None = None

    def to_python(self, value: Any) -> datetime | None:
        if self.kept is not None and value == self.shown(self.kept):
            return self.kept
        try:
            moment = super().to_python(value)
        except ValidationError as error:
            if error.code != "ambiguous_timezone":
                raise
            raise _clock_change((error.params or {})["datetime"]) from None
        # Further out, a change of zone would leave the calendar.
        if moment is not None and not 1 < moment.year < 9999:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return moment

    def shown(self, moment: datetime) -> str:
        return timezone.localtime(moment).strftime(LOCAL_FORMAT)


def _clock_change(wall: datetime) -> ValidationError:
    zone = timezone.get_current_timezone()
    words = (
        _("%(time)s comes twice in %(zone)s, as the clocks go back: choose a time around it.")
        if _exists(wall, zone)
        else _("%(time)s does not exist in %(zone)s, as the clocks go forward: choose a later one.")
    )
    params = {"time": f"{wall:%d %b %Y, %H:%M}", "zone": timezone.get_current_timezone_name()}
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
