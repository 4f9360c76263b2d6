from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone

from rooms.models import RoomState

HOSTILE = '<script>alert("x")</script>'


def render(template: str, address: str = "/", **context) -> str:
    request = RequestFactory().get(address)
    return Template(template).render(Context({"request": request, **context}))


@pytest.mark.parametrize("state", list(RoomState))
def test_a_badge_has_an_icon_a_word_and_a_tone(state):
    html = render("{% badge state %}", state=state)

    assert "<svg" in html
    assert str(state.label) in html
    assert f"tone-{state.tone}" in html


def test_a_badge_of_nothing_says_that_it_is_unknown():
    assert "Unknown" in render("{% badge None %}")


def test_a_time_names_its_zone_and_its_moment():
    moment = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    with timezone.override("Europe/Berlin"):
        html = render('{% when moment "absolute" %}', moment=moment)

    assert 'datetime="2026-03-02T09:00:00Z"' in html
    assert "10:00:00 Europe/Berlin" in html


@pytest.mark.parametrize(
    ("distance", "words"),
    [
        (timedelta(seconds=2), "now"),
        (timedelta(seconds=40.5), "in 40\xa0s"),
        (timedelta(hours=-3, seconds=-1), "3\xa0h ago"),
        (timedelta(days=-3, seconds=-1), "3\xa0days ago"),
    ],
)
def test_a_time_is_told_by_its_distance(distance, words):
    assert f">{words}</time>" in render("{% when moment %}", moment=timezone.now() + distance)


def test_a_missing_time_is_told_as_such():
    assert "not told yet" in render('{% when None missing="not told yet" %}')


@pytest.mark.parametrize(
    "moment",
    [
        datetime.max.replace(tzinfo=UTC),
        datetime.min.replace(tzinfo=UTC),
    ],
)
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Niue"])
def test_a_time_at_the_end_of_all_times_is_bearable(moment, zone):
    with timezone.override(zone):
        html = render('{% when m %}{% when m "minute" %}{% when m "absolute" %}', m=moment)

    assert html.count("<time") == 3


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (38, "38 s"),
        (245, "4 min 05 s"),
        (3840, "1 h 04 min"),
        (183600, "2 d 3 h"),
        (timedelta(minutes=1), "1 min 00 s"),
        (None, "—"),
    ],
)
def test_a_duration_has_its_two_largest_units(seconds, words):
    assert render("{{ seconds|duration }}", seconds=seconds) == words


def test_a_copy_button_escapes_what_it_copies():
    html = render('{% copy_button text "Copy it" %}', text=HOSTILE)

    assert "<script>" not in html
    assert "Copy it" in html


def test_a_json_block_escapes_names_and_values():
    assert "<script>" not in render("{% json_block value %}", value={HOSTILE: [HOSTILE, 1, None]})


class NameForm(forms.Form):
    name = forms.CharField(label="Name", help_text="As others see it.", max_length=3)


def test_a_field_ties_help_and_error_to_its_control():
    form = NameForm({"name": HOSTILE})
    html = render("{% form_errors form %}{% field form.name %}", form=form)

    assert 'aria-invalid="true"' in html
    assert "aria-describedby=" in html
    assert 'href="#id_name"' in html
    assert "<script>" not in html


def test_a_sort_header_keeps_the_filters_and_drops_the_page():
    html = render('{% sort_header "Name" "name" %}', "/?q=board&sort=name&cursor=abc")

    assert 'aria-sort="ascending"' in html
    assert "q=board" in html
    assert "sort=-name" in html
    assert "cursor" not in html


def test_a_filter_query_replaces_and_removes():
    html = render('{% filter_query state="live" q=None %}', "/?q=board&type=instant&cursor=abc")

    assert html == "?type=instant&amp;state=live"


@pytest.mark.parametrize("kind", ["nothing", "no-match", "loading", "failed"])
def test_an_empty_state_says_what_and_what_next(kind):
    html = render(
        "{% empty_state kind title text url='?' action='Go on' %}",
        kind=kind,
        title="T",
        text=HOSTILE,
    )

    assert "<script>" not in html
    assert "Go on" in html
