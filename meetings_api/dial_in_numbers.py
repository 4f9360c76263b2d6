from __future__ import annotations

from dataclasses import dataclass

from meetings_api.answers import Answer
from meetings_api.calls import call
from meetings_api.fields import Fields
from meetings_api.transport import Transport


@dataclass(frozen=True)
class DialInNumber:
    """``number`` is its digits with the country code, ``locale`` like ``en-GB``."""

    number: str
    locale: str
    display_name: str

    @classmethod
    def from_json(cls, answer: Answer, value: object) -> DialInNumber:
        """Raises MalformedAnswer naming the field that is missing or of the wrong type."""
        entry = Fields.of(answer, "dial-in number", value)
        return cls(
            number=entry.identifier("number"),
            locale=entry.text("locale") or "",
            display_name=entry.text("display_name") or "",
        )


class DialInNumbers:
    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def list(self) -> tuple[DialInNumber, ...]:
        answer = self._transport.send(call("GET", "dial-in-numbers"))
        return tuple(DialInNumber.from_json(answer, item) for item in answer.items())
