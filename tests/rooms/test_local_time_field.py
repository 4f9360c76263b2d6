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
