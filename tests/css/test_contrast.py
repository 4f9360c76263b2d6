"""The contrast of the colours as they are declared, in both themes (WCAG 2.2, 1.4.3 and 1.4.11)."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

SHEET = (Path(__file__).parents[2] / "static" / "css" / "foundation.css").read_text()
DECLARED = dict(re.findall(r"(--[\w-]+):\s*([^;]+);", SHEET))
TONES = ("live", "attention", "broken", "recording", "neutral", "gone")
TEXT_ON_PLAIN = [
    (text, ground)
    for text in ("--color-text", "--color-muted", "--color-accent-text")
    for ground in ("--color-surface", "--color-canvas", "--color-sunken")
]
TEXT_ON_TONE = [(f"--{tone}-text", f"--{tone}-soft") for tone in TONES]
CONTROLS = [("--color-line-control", "--color-surface"), ("--color-focus", "--color-surface")]


def resolved(name: str, theme: str) -> str:
    """The oklch() that a custom property comes to."""
    value = DECLARED[name].strip()
    if value.startswith("light-dark("):
        light, dark = _split(value.removeprefix("light-dark(").removesuffix(")"))
        value = light if theme == "light" else dark
    if value.startswith("var("):
        return resolved(value.removeprefix("var(").removesuffix(")"), theme)
    return value


def _split(pair: str) -> list[str]:
    depth = 0
    for index, character in enumerate(pair):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "," and depth == 0:
            return [pair[:index].strip(), pair[index + 1 :].strip()]
    raise AssertionError(pair)


def luminance(oklch: str) -> float:
    """The relative luminance of an opaque oklch() colour, through linear sRGB."""
    lightness, chroma, hue = (float(part) for part in oklch[6:-1].split()[:3])
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    within = [min(1.0, max(0.0, channel)) for channel in (red, green, blue)]
    return 0.2126 * within[0] + 0.7152 * within[1] + 0.0722 * within[2]


def contrast(first: str, second: str, theme: str) -> float:
    lighter, darker = sorted(
        (luminance(resolved(first, theme)), luminance(resolved(second, theme))), reverse=True
    )
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_ON_PLAIN + TEXT_ON_TONE)
def test_text_can_be_read(text, ground, theme):
    assert contrast(text, ground, theme) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("line", "ground"), CONTROLS)
def test_controls_can_be_seen(line, ground, theme):
    assert contrast(line, ground, theme) >= 3


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("tone", ["live", "attention", "broken", "recording"])
def test_dots_can_be_seen(tone, theme):
    assert contrast(f"--{tone}-solid", "--color-surface", theme) >= 3


def test_black_on_white_has_the_known_contrast():
    assert luminance("oklch(1 0 0)") == pytest.approx(1, abs=1e-3)
    assert luminance("oklch(0 0 0)") == pytest.approx(0, abs=1e-6)
