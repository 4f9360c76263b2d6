from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.template import Context, Template
from django.template.defaultfilters import filesizeformat
from django.test import Client
from django.utils import timezone, translation
from django.utils.formats import date_format

from accounts.models import User
from core import times
from tests.conftest import signed_in
from tests.support.meetings import name_room

MOMENT = datetime(2026, 3, 2, 8, 5, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_german():
    with translation.override("de"), timezone.override("Europe/Berlin"):
        yield


def rendered(template: str, **context) -> str:
    return Template("{% load i18n humanize %}" + template).render(Context(context))


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0 Räume"), (1, "1 Raum"), (2, "2 Räume"), (1234, "1.234 Räume")]
)
def test_one_room_and_several_rooms(number, words):
    template = (
        "{% blocktranslate count rooms=rooms with number=rooms|intcomma %}"
        "{{ number }} room{% plural %}{{ number }} rooms{% endblocktranslate %}"
    )

    assert rendered(template, rooms=number) == words


@pytest.mark.parametrize(
    ("distance", "words"),
    [
        (timedelta(seconds=1), "jetzt"),
        (timedelta(minutes=-3, seconds=-1), "vor 3\xa0min"),
        (timedelta(hours=5, seconds=1), "in 5\xa0h"),
        (timedelta(days=-3, seconds=-1), "vor 3\xa0Tagen"),
    ],
)
def test_a_time_is_told_by_its_distance(distance, words):
    now = timezone.now()

    assert times.relative_words(now + distance, now) == words


def test_the_script_has_the_same_words():
    assert times.relative_patterns() == {
        "now": "jetzt",
        "ahead": "in %(span)s",
        "past": "vor %(span)s",
        "units": "Tagen,h,min,s",
        "days": "%(days)s Tg. %(hours)s h",
    }


def test_dates_and_times_are_written_in_german_and_name_their_zone():
    assert times.absolute_words(MOMENT) == "Mo, 2. März 2026, 09:05:09 Europe/Berlin"
    assert times.minute_words(MOMENT) == "2. März 2026, 09:05"
    assert times.day_words(MOMENT) == "2. März 2026"
    assert times.weekday_words(MOMENT.date()) == "Mo, 2. März"


def test_no_text_of_ours_takes_the_place_of_a_month():
    months = [date_format(date(2026, month, 1), "F") for month in range(1, 13)]

    assert months[4] == "Mai"
    assert months[0] == "Januar"


@pytest.mark.parametrize(
    ("seconds", "words"), [(38, "38 s"), (3845, "1 h 04 min"), (190_000, "2 Tg. 4 h")]
)
def test_a_length_of_time(seconds, words):
    assert times.duration_words(seconds) == words


def test_a_size_has_a_comma():
    assert filesizeformat(3_355_443) == "3,2\xa0MB"


def test_places_in_a_drawing_keep_their_points(alice):
    from core.lanes import Bar, Lane, LaneChart

    chart = LaneChart(
        MOMENT,
        MOMENT + timedelta(hours=3),
        [Lane("Ada", [Bar(MOMENT + timedelta(hours=1))])],
    )

    assert 'x="33.33%"' in rendered("{% lanes chart %}", chart=chart)


@pytest.fixture
def german(db) -> Client:
    return signed_in(User.objects.create_superuser("frieda", password="x", language="de"))


def test_lists_are_in_the_same_order_as_in_english(german, alice_client):
    for name in ("Öl", "Zoo", "apfel", "Oma", "Ähre"):
        name_room(name, f"r-{name}")

    def order(client: Client) -> list[str]:
        text = client.get("/rooms/?sort=name").content.decode()
        return sorted(("Öl", "Zoo", "apfel", "Oma", "Ähre"), key=text.index)

    assert order(german) == order(alice_client)
