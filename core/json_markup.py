"""JSON made readable: indented, escaped, its kinds of value marked for the stylesheet."""

from __future__ import annotations

import json
import re
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

_TOKEN = re.compile(
    r"""
      (?P<key>"(?:[^"\\]|\\.)*")(?=:)
    | (?P<string>"(?:[^"\\]|\\.)*")
    | (?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
    | (?P<literal>true|false|null|NaN|-?Infinity)
    | (?P<plain>[^"\-\dtfnNI]+|.)
    """,
    re.VERBOSE | re.DOTALL,
)
# These turn the text around them back to front, so that a line reads as what it is not.
_DIRECTION_MARKS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def json_text(value: Any) -> str:
    """`value` as indented JSON; a string is taken for a JSON text and, if it is none, left as is.

    The result can always be sent: half surrogate pairs and direction marks are spelled out.
    """
    parsed, is_json = _parsed(value)
    if not is_json:
        return _spelled_out(value)
    return _spelled_out(json.dumps(parsed, indent=2, ensure_ascii=False, cls=DjangoJSONEncoder))


def json_markup(value: Any) -> SafeString:
    """`json_text` with its kinds of value marked; a text that is no JSON is only escaped.

    Quotes that nothing closes, which only such a text can have, would each be searched to its end.
    """
    text = json_text(value)
    if not _parsed(value)[1]:
        return conditional_escape(text)
    return format_html_join("", "{}", ((_marked(match),) for match in _TOKEN.finditer(text)))


def _parsed(value: Any) -> tuple[Any, bool]:
    if not isinstance(value, str):
        return value, True
    try:
        return json.loads(value), True
    except (ValueError, RecursionError):
        return value, False


def _marked(match: re.Match[str]) -> SafeString | str:
    if match.lastgroup in (None, "plain"):
        return match.group()
    return format_html('<span class="json-{}">{}</span>', match.lastgroup, match.group())


def _spelled_out(text: str) -> str:
    text = _DIRECTION_MARKS.sub(lambda mark: f"\\u{ord(mark.group()):04x}", text)
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
