from __future__ import annotations

from dataclasses import dataclass

from meetings_api.answers import Answer
from meetings_api.calls import call
from meetings_api.fields import Fields
from meetings_api.transport import Transport


@dataclass(frozen=True)
class Application:
    """``account_id`` is the API key; ``default_theme_id`` is None without a default theme."""

    application_id: str
    account_id: str | None
    default_theme_id: str | None

    @classmethod
    def from_json(cls, answer: Answer, value: object) -> Application:
        """Raises MalformedAnswer naming the field that is missing or of the wrong type."""
        application = Fields.of(answer, "application", value)
        return cls(
            application_id=application.identifier("application_id"),
            account_id=application.text("account_id"),
            default_theme_id=application.text("default_theme_id"),
        )


class Applications:
    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def update(self, *, default_theme_id: str | None) -> Application:
        """Raises Refused, not NotFound, for an unknown theme."""
        body = {"update_details": {"default_theme_id": default_theme_id}}
        answer = self._transport.send(call("PATCH", "applications", body=body))
        return Application.from_json(answer, answer.json())
