"""Reads the fields of one JSON object; what is wrong is said with the field's name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from meetings_api.answers import Answer
from meetings_api.errors import MalformedAnswer

# Ids of rooms and recordings have 36 characters, those of sessions about 75.
LONGEST_IDENTIFIER = 200


@dataclass(slots=True)
class Fields:
    """``name`` is what the object is called in errors. Absent and null mean the same.

    Every reader raises MalformedAnswer for a value of the wrong type.
    """

    answer: Answer
    name: str
    values: dict[str, Any]

    @classmethod
    def of(cls, answer: Answer, name: str, value: object) -> Fields:
        if not isinstance(value, dict):
            raise answer.malformed(f"should hold a JSON object for the {name}", name)
        return cls(answer, name, value)

    def required_text(self, name: str) -> str:
        text = self.text(name)
        if text is None:
            raise self._wrong(name, "is missing")
        return text

    def identifier(self, name: str) -> str:
        text = self.required_text(name)
        if not text:
            raise self._wrong(name, "is empty")
        if len(text) > LONGEST_IDENTIFIER:
            raise self._wrong(name, "is too long")
        return text

    def text(self, name: str) -> str | None:
        value = self.values.get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if value is None or isinstance(value, str):
            return value
        raise self._wrong(name, "should be text")

    def flag(self, name: str, *, default: bool) -> bool:
        value = self.values.get(name)
        if value is None:
            return default
        if isinstance(value, bool):
            return value
        raise self._wrong(name, "should be true or false")

    def time(self, name: str) -> datetime | None:
        """An aware datetime; a naive one on the wire is UTC (the contract, section 2)."""
        text = self.text(name)
        if not text:
            return None
        try:
            moment = datetime.fromisoformat(text)
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError):
            raise self._wrong(name, "should be a date and time") from None

    def inner(self, name: str) -> Fields:
        value = self.values.get(name)
        return Fields.of(self.answer, f"{self.name}.{name}", {} if value is None else value)

    def link(self, name: str) -> str | None:
        """The web address under ``_links.<name>.href``, ``_links.<name>`` or ``<name>``.

        The first drafts had plain strings (the contract, section 4). An address that is not
        http or https (``javascript:`` for one) counts as absent.
        """
        links = self.inner("_links")
        found = links.values.get(name, self.values.get(name))
        href = found.get("href") if isinstance(found, dict) else found
        if href is not None and not isinstance(href, str):
            raise links._wrong(name, "should be a link")
        return href if href and is_web_address(href) else None

    def required_link(self, name: str) -> str:
        link = self.link(name)
        if link is None:
            raise self._wrong(name, "is missing or no web address")
        return link

    def _wrong(self, name: str, problem: str) -> MalformedAnswer:
        return self.answer.malformed(f"has a {self.name} whose {name} {problem}", name)


def is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.netloc)
    except ValueError:
        return False
