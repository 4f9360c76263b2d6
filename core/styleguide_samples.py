"""What the style guide shows: one of everything, with names as hostile as real ones can be."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from core.choices import Tone, TonedChoices
from core.lanes import Bar, Lane, LaneChart

COLOURS = [
    "canvas",
    "surface",
    "raised",
    "sunken",
    "hover",
    "pressed",
    "line",
    "line-control",
    "text",
    "muted",
    "accent",
    "accent-soft",
    "focus",
    "danger",
]
# Of the foundation's `--space-N`.
SPACES = [(step, 4 * step) for step in (1, 2, 3, 4, 5, 6, 8, 12)]
HOSTILE_NAME = "<script>alert(1)</script> \N{RIGHT-TO-LEFT OVERRIDE}draob"


class SampleState(TonedChoices):
    LIVE = "live", Tone.LIVE, "signal", "Live"
    ATTENTION = "attention", Tone.ATTENTION, "clock", "Expires soon"
    BROKEN = "broken", Tone.BROKEN, "x-circle", "Failed"
    RECORDING = "recording", Tone.RECORDING, "video-camera", "Recording"
    NEUTRAL = "neutral", Tone.NEUTRAL, "check-circle", "Open"
    GONE = "gone", Tone.GONE, "archive-box-x-mark", "Gone"


class SampleForm(forms.Form):
    display_name = forms.CharField(
        label="Display name",
        max_length=200,
        help_text="Up to 200 characters. People see it when they join.",
    )
    expires_at = forms.DateTimeField(
        label="Expires",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        help_text="More than 10 minutes ahead.",
    )
    kind = forms.ChoiceField(
        label="Type",
        choices=[("instant", "Instant"), ("long_term", "Long-term")],
    )
    metadata = forms.CharField(label="Metadata", required=False, widget=forms.Textarea)
    record_only_owner = forms.BooleanField(
        label="Record only the host",
        required=False,
        help_text="Other people are left out of the film.",
    )
    auto_record = forms.BooleanField(
        label="Record from the start",
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "switch", "role": "switch"}),
    )
    layout = forms.ChoiceField(
        label="Layout",
        widget=forms.RadioSelect,
        choices=[("grid", "Grid"), ("speaker", "Speaker")],
    )


def context() -> dict[str, Any]:
    now = timezone.now()
    return {
        "colours": COLOURS,
        "spaces": SPACES,
        "states": list(SampleState),
        "rows": _rows(),
        "empty_form": SampleForm(),
        "refused_form": SampleForm({"display_name": "", "expires_at": "yesterday"}),
        "chart": _chart(),
        "hostile_name": HOSTILE_NAME,
        "just_now": now,
        "earlier": now - timedelta(minutes=32),
        "later": now + timedelta(hours=5),
        "long_ago": now - timedelta(days=194),
        "payload": {"event": "room:expired", "room_id": HOSTILE_NAME, "count": 3, "ended": None},
    }


def _rows() -> list[dict[str, Any]]:
    now = timezone.now()
    names = ["Board room", "Interview A", HOSTILE_NAME, "All hands", "Stand-up", "x" * 80]
    return [
        {
            "name": name,
            "code": f"697 975 {number:03}",
            "state": state,
            "expires_at": now + timedelta(hours=5 * number) if number % 3 else None,
            "recordings": number * 7,
        }
        for number, (name, state) in enumerate(zip(names, SampleState, strict=True))
    ]


def _chart() -> LaneChart:
    now = timezone.now()

    def bar(start: int, end: int | None) -> Bar:
        ends_at = None if end is None else now - timedelta(minutes=end)
        return Bar(now - timedelta(minutes=start), ends_at)

    return LaneChart(
        starts_at=now - timedelta(minutes=47),
        ends_at=now,
        is_live=True,
        recordings=[bar(40, 12)],
        lanes=[
            Lane("Ada Lovelace", [bar(47, None)], is_host=True),
            Lane("Grace Hopper", [bar(44, 30), bar(25, None)]),
            Lane(HOSTILE_NAME, [bar(38, 9)]),
            Lane("Konrad Zuse, Berlin office, second floor", [bar(20, None)]),
        ],
    )
