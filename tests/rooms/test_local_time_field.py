from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from rooms.fields import LocalTimeField

ZONES = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia"]
)
MILLISECONDS = st.integers(946_684_800_000, 4_102_444_800_000)  # the years 2000 to 2099
MOMENTS = MILLISECONDS.map(lambda since: datetime.fromtimestamp(since / 1000, UTC))


@given(MOMENTS, ZONES)
def test_what_is_sent_back_untouched_has_not_changed(moment, zone):
    field = LocalTimeField()
    field.kept = moment

    with timezone.override(ZoneInfo(zone)):
        sent_back = field.shown(moment)
        assert not field.has_changed(moment, sent_back)
        assert field.clean(sent_back) == moment


@given(MOMENTS, ZONES)
def test_a_typed_time_is_the_wall_time_of_its_zone_or_refused(moment, zone):
    field = LocalTimeField()

    with timezone.override(ZoneInfo(zone)):
        typed = field.shown(moment)
        try:
            cleaned = field.clean(typed)
        except ValidationError as error:
            assert error.code == "clock_change"
        else:
            assert cleaned == moment.replace(second=0, microsecond=0)


def test_another_minute_has_changed():
    field = LocalTimeField()
    field.kept = datetime(2030, 1, 2, 3, 4, 59, tzinfo=UTC)

    assert field.has_changed(field.kept, "2030-01-02T03:05")


@pytest.mark.parametrize(
    "text", ["0001-01-01T00:00", "9999-12-31T23:59", "now", "2030-13-01T00:00"]
)
def test_it_refuses_what_is_no_time(text):
    with pytest.raises(ValidationError):
        LocalTimeField().clean(text)


# (zone, a wall time, its two readings in UTC, the earlier one first, which reading comes first)
CHANGES = [
    ("Europe/Berlin", "2026-10-25T02:30", "00:30", "01:30", 0),
    ("Europe/Berlin", "2026-03-29T02:30", "00:30", "01:30", 1),
    ("America/New_York", "2026-11-01T01:15", "05:15", "06:15", 0),
    ("America/New_York", "2026-03-08T02:15", "06:15", "07:15", 1),
    # Half an hour.
    ("Australia/Lord_Howe", "2026-04-05T01:45", "14:45", "15:15", 0),
    ("Australia/Lord_Howe", "2026-10-04T02:15", "15:15", "15:45", 1),
]


def sent(text: str, reading: str = "") -> object:
    data = {"at": text, "at_reading": reading}
    return LocalTimeField().widget.value_from_datadict(data, {}, "at")


@pytest.mark.parametrize(("zone", "text", "early", "late", "first"), CHANGES)
def test_a_time_with_two_readings_is_refused_with_both(zone, text, early, late, first):
    with timezone.override(ZoneInfo(zone)):
        with pytest.raises(ValidationError, match=zone):
            LocalTimeField().clean(sent(text))
        readings = LocalTimeField().widget.readings(text)

    assert [reading.utc_words for reading in readings] == [f"{early} UTC", f"{late} UTC"]
    assert readings[0].value == first


@pytest.mark.parametrize(("zone", "text", "early", "late", "first"), CHANGES)
def test_the_reading_that_was_chosen_is_taken(zone, text, early, late, first):
    with timezone.override(ZoneInfo(zone)):
        cleaned = [LocalTimeField().clean(sent(text, str(each))) for each in (first, 1 - first)]

    assert [f"{each.astimezone(UTC):%H:%M}" for each in cleaned] == [early, late]


@pytest.mark.parametrize("text", ["2026-10-25T02:30", "2026-03-29T02:30", "2026-07-01T12:00"])
def test_without_a_change_of_clocks_there_is_nothing_to_choose(text):
    with timezone.override(ZoneInfo("Asia/Kathmandu")):
        assert LocalTimeField().widget.readings(text) == []
        assert LocalTimeField().clean(sent(text, "1")) == LocalTimeField().clean(sent(text))


def test_a_moment_of_the_repeated_hour_stays_itself_until_the_other_is_chosen():
    field = LocalTimeField()
    field.kept = datetime(2026, 10, 25, 1, 30, 12, tzinfo=UTC)  # the second 02:30

    with timezone.override(ZoneInfo("Europe/Berlin")):
        shown = field.prepare_value(field.kept)
        chosen = [reading.is_chosen for reading in field.widget.readings(shown)]
        assert chosen == [False, True]
        assert not field.has_changed(field.kept, sent("2026-10-25T02:30", "1"))
        assert field.has_changed(field.kept, sent("2026-10-25T02:30", "0"))
