"""Turns what an API wrote into text that is safe to log and plain enough to show."""

from __future__ import annotations

import re

LONGEST_LINE = 400

_SECRETS = re.compile(
    r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{16,}"
    r"|\b([\w-]*(?:signature|token|secret|accesskeyid|credential))=[^&\s\"']+"
    r"|\beyJ[\w-]+\.[\w-]+\.[\w-]*"
)
_QUOTED_FIELD = re.compile(r'"((?:[A-Za-z]\w*)(?:\.\w+|\[\d+\])*)"')
_CONFLICTING_FIELD = re.compile(r"^([a-z]+(?:_[a-z]+)+) already exists\b")
_WRAPPERS = ("update_details", "update_options")

_PLAIN_NAMES = {
    "display_name": "the display name",
    "expires_at": "the expiry",
    "metadata": "the metadata",
    "type": "the room type",
    "update_details": "the change",
    "update_options": "the change",
}


def one_line(text: str) -> str:
    """The text on one line of at most 400 characters, without control characters or secrets."""
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    line = _SECRETS.sub(_hide_secret, " ".join(printable.split()))
    return line if len(line) <= LONGEST_LINE else f"{line[: LONGEST_LINE - 1]}…"


def _hide_secret(match: re.Match[str]) -> str:
    scheme, parameter = match.groups()
    if parameter:
        return f"{parameter}=[hidden]"
    return f"{scheme} [hidden]" if scheme else "[hidden]"


def refused_field(message: str) -> str | None:
    """The field a refusal is about, as a dotted path inside the room or theme.

    The service words its refusals in Joi's way, with the field in quotes first, and its
    conflicts with the bare name first (the contract, section 1.2).
    """
    for name in _QUOTED_FIELD.findall(message):
        field = _unwrapped(name)
        if field:
            return field
    conflict = _CONFLICTING_FIELD.match(message)
    return conflict.group(1) if conflict else None


def _unwrapped(name: str) -> str:
    first, _, rest = name.partition(".")
    return rest if first in _WRAPPERS else name


def plain_refusal(message: str, errors: tuple[str, ...]) -> str:
    words = _QUOTED_FIELD.sub(lambda match: _plain_name(match.group(1)), message)
    conflict = _CONFLICTING_FIELD.match(words)
    if conflict:
        words = _plain_name(conflict.group(1)) + words[conflict.end(1) :]
    details = f" ({'; '.join(errors)})" if errors else ""
    return f"The API refused: {words.rstrip('.')}{details}."


def _plain_name(name: str) -> str:
    field = _unwrapped(name) or name
    return _PLAIN_NAMES.get(field, f"the {field.replace('_', ' ').replace('.', ' ')}")
