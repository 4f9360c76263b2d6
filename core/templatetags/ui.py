"""The template tags of the design system; every page has them without loading.

`/styleguide/` shows each one in all its states.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django import template
from django.forms import BaseForm, BoundField, CheckboxInput
from django.http import HttpRequest, QueryDict
from django.template.context import Context
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from core import times
from core.choices import TonedChoices
from core.json_markup import json_markup, json_text
from core.lanes import LaneChart
from core.said import said

register = template.Library()

PAGING_PARAMETERS = ("cursor", "page")


@register.inclusion_tag("partials/badge.html")
def badge(state: TonedChoices | None) -> dict[str, Any]:
    """Icon, word and colour of a state; None reads "Unknown"."""
    return {"state": state}


@register.simple_tag
def when(moment: datetime | None, style: str = "relative", *, missing: str = "—") -> SafeString:
    """A moment as a `<time>` element.

    `style`: "relative" ("in 3 h", kept current by the page), "minute" ("27 Nov 2026, 16:00")
    or "absolute" (to the second, with the zone).
    """
    if moment is None:
        return format_html('<span class="unknown">{}</span>', missing)
    absolute = times.absolute_words(moment)
    words = {
        "relative": lambda: times.relative_words(moment, timezone.now()),
        "minute": lambda: times.minute_words(moment),
        "absolute": lambda: absolute,
    }[style]()
    return format_html(
        '<time datetime="{}" title="{}"{}>{}</time>',
        _iso(moment),
        absolute,
        SafeString(" data-relative") if style == "relative" else "",
        words,
    )


@register.filter
def day(moment: date | None) -> str:
    """ "27 Nov 2026", the way the language writes it; None gives a dash."""
    return "—" if moment is None else times.day_words(moment)


@register.filter
def short_day(day: date) -> str:
    return times.short_day_words(day)


@register.filter
def utc_minute(moment: datetime) -> str:
    """ "27 Nov 2026, 16:00" in UTC, whatever the current zone is."""
    return times.utc_minute_words(moment)


@register.filter
def second(moment: datetime) -> str:
    return times.second_words(moment)


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


@register.simple_tag
def elapsed(since: datetime) -> SafeString:
    """How long it has been going on; the page's script counts on, so that nothing is sent anew."""
    until_now = max(timezone.now() - since, timedelta(0))
    return format_html('<span data-elapsed-since="{}">{}</span>', _iso(since), duration(until_now))


@register.simple_tag
def relative_patterns() -> SafeString:
    """Attributes by which the page's script keeps times current in its language."""
    patterns = times.relative_patterns().items()
    return format_html_join(
        "", ' data-{}="{}"', ((f"time-{name}", text) for name, text in patterns)
    )


@register.filter(name="said")
def said_(text: object) -> str:
    """A sentence that a worker kept in English, in the reader's language."""
    return said(text)


@register.filter
def clock(moment: datetime) -> str:
    """ "16:00", for places that name the day and the zone themselves."""
    return date_format(timezone.localtime(moment), "H:i:s")


@register.filter
def duration(seconds: float | timedelta | None) -> str:
    """ "1 h 04 min" of a number of seconds; None, a duration not known yet, gives a dash."""
    if seconds is None or seconds == "":
        return "—"
    if isinstance(seconds, timedelta):
        return times.duration_words(seconds.total_seconds())
    return times.duration_words(seconds)


@register.inclusion_tag("partials/copy_button.html")
def copy_button(text: object, label: str) -> dict[str, Any]:
    """`label` says what is copied ("Copy the room code"): it is the button's name."""
    return {"text": text, "label": label}


@register.inclusion_tag("partials/json_block.html")
def json_block(value: object, label: str = "JSON") -> dict[str, Any]:
    return {"text": json_text(value), "markup": json_markup(value), "label": label}


@register.inclusion_tag("partials/field.html")
def field(bound: BoundField, *, prefix: str = "", suffix: str = "") -> dict[str, Any]:
    """A form field whole: label above, help and errors below, tied together for screen readers."""
    widget = bound.field.widget
    return {
        "field": bound,
        # Of a time that the clocks skip or repeat, there are two to choose from.
        "readings": widget.readings(bound.value()) if hasattr(widget, "readings") else [],
        "prefix": prefix,
        "suffix": suffix,
        "is_checkbox": isinstance(widget, CheckboxInput),
    }


@register.inclusion_tag("partials/form_errors.html")
def form_errors(form: BaseForm) -> dict[str, Any]:
    """The summary of what was refused; it takes the focus and links to the fields."""
    return {"form": form, "fields": [bound for bound in form if bound.errors]}


@register.inclusion_tag("partials/empty_state.html")
def empty_state(
    kind: str,
    title: str,
    text: str = "",
    *,
    url: str = "",
    action: str = "",
) -> dict[str, Any]:
    """`kind`: "nothing" (yet), "no-match", "loading" or "failed"."""
    icons = {
        "nothing": "inbox",
        "no-match": "magnifying-glass",
        "loading": "arrow-path",
        "failed": "signal-slash",
    }
    return {
        "kind": kind,
        "icon": icons[kind],
        "title": title,
        "text": text,
        "url": url,
        "action": action,
    }


@register.inclusion_tag("partials/sort_header.html", takes_context=True)
def sort_header(
    context: Context,
    label: str,
    key: str,
    css_class: str = "",
    *,
    default: str = "",
    descending_first: bool = False,
) -> dict[str, Any]:
    """A column head that sorts: first upwards, then downwards, keeping every other parameter.

    `descending_first` is for what one wants the newest of.
    `default` is the list's order when the address names none ("-last_session").
    """
    query: QueryDict = context["request"].GET
    current = query.get("sort") or default
    first, second = (f"-{key}", key) if descending_first else (key, f"-{key}")
    following = second if current == first else first
    return {
        "label": label,
        "key": key,
        "css_class": css_class,
        "direction": {key: "ascending", f"-{key}": "descending"}.get(current),
        "query": _first_page(query, {"sort": following}),
    }


@register.simple_tag
def in_place() -> SafeString:
    """Attributes for links and forms that lead to this very page, otherwise narrowed or sorted.

    With scripts the place on the page and the focus stay; a link keeps the focus by its id.
    """
    return SafeString(
        'hx-boost="true" hx-target="#content" hx-select="#content" hx-swap="outerHTML show:none"'
    )


@register.simple_tag(takes_context=True)
def filter_query(context: Context, **changes: object) -> str:
    """This page's query string with `changes` (None removes) and back on the first page."""
    request: HttpRequest = context["request"]
    return _first_page(request.GET, changes)


def _first_page(query: QueryDict, changes: Mapping[str, object]) -> str:
    changed = query.copy()
    for key in (*PAGING_PARAMETERS, *changes):
        changed.pop(key, None)
    for key, value in changes.items():
        if value is not None and value != "":
            changed[key] = str(value)
    return f"?{changed.urlencode()}"


@register.inclusion_tag("partials/lanes.html")
def lanes(chart: LaneChart) -> dict[str, Any]:
    """Participants over time, drawn; pages put the same facts in a table below."""
    return {"chart": chart}


@register.simple_tag
def lane_grid(chart: LaneChart) -> SafeString:
    """The lines of the time axis, which every lane of a chart has: made once for all of them."""
    line = '<line class="lane-grid" x1="{0}%" x2="{0}%" y1="0" y2="36"/>'
    return format_html_join("", line, ((tick.place,) for tick in chart.ticks))
