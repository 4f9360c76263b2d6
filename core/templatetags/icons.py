"""The tags of heroicons, whose every use copies the SVG and writes it anew: here each is kept.

Of a list of rooms that was a quarter of what making its page took.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from django import template
from heroicons.templatetags import heroicons

register = template.Library()

# By far more than the pages have; labels that name something would come without end.
MOST_KEPT = 1000


@register.simple_tag
def heroicon_mini(name: str, *, size: int = 20, **attributes: object) -> str:
    return _drawn(heroicons.heroicon_mini, name, size, **_plain(attributes))


@register.simple_tag
def heroicon_outline(name: str, *, size: int = 24, **attributes: object) -> str:
    return _drawn(heroicons.heroicon_outline, name, size, **_plain(attributes))


def _plain(attributes: dict[str, object]) -> dict[str, str]:
    """A text that is translated late would be kept in the language of who came first."""
    return {name: str(value) for name, value in attributes.items()}


@lru_cache(MOST_KEPT)
def _drawn(tag: Callable[..., str], name: str, size: int, **attributes: str) -> str:
    return tag(name, size=size, **attributes)
