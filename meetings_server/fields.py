"""The limits of the room's fields (the contract, section 2), told in the service's own style."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils.dateparse import parse_datetime

from meetings_server import clock
from meetings_server.refusals import invalid_input

SHORTEST_NOTICE = timedelta(minutes=10)
LONGEST_LIFE = timedelta(days=366)
LANGUAGES = ("default", "ar", "ca", "de", "en", "es", "fr", "he", "it", "pt-br", "zh-tw", "zh-cn")

Check = Callable[[Any, str], Any]


def text(longest: int, *, nullable: bool = False) -> Check:
    def check(value: Any, name: str) -> str | None:
        if value is None and nullable:
            return None
        if not isinstance(value, str):
            raise invalid_input(f'"{name}" must be a string')
        if not value and not nullable:
            raise invalid_input(f'"{name}" is not allowed to be empty')
        if len(value) > longest:
            raise invalid_input(
                f'"{name}" length must be less than or equal to {longest} characters long',
            )
        return value

    return check


def boolean(value: Any, name: str) -> bool:
    if not isinstance(value, bool):
        raise invalid_input(f'"{name}" must be a boolean')
    return value


def one_of(*choices: str) -> Check:
    def check(value: Any, name: str) -> str:
        lowered = value.lower() if isinstance(value, str) else value
        if lowered not in choices:
            raise invalid_input(f'"{name}" must be one of [{", ".join(choices)}]')
        return str(lowered)

    return check


def web_address(value: Any, name: str) -> str:
    if not isinstance(value, str) or not re.match(r"https?://.", value):
        raise invalid_input(f'"{name}" must be a valid uri with a scheme matching http or https')
    return value


def expiry(value: Any, name: str) -> datetime:
    """More than 10 minutes and at most a year ahead; a time without a zone is UTC."""
    moment = _moment(value)
    if moment is None:
        raise invalid_input(f'"{name}" must be in ISO 8601 date format')
    if moment <= clock.now() + SHORTEST_NOTICE:
        raise invalid_input(f'"{name}" must be more than 10 minutes from now')
    if moment > clock.now() + LONGEST_LIFE:
        raise invalid_input(f'"{name}" must be at most 1 year from now')
    return moment


def _moment(value: Any) -> datetime | None:
    try:
        moment = parse_datetime(value) if isinstance(value, str) else None
    except ValueError:
        return None
    if moment is None:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def group(checks: dict[str, Check]) -> Check:
    """An object of which each key has its own check; unknown keys are refused."""

    def check(value: Any, name: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise invalid_input(f'"{name}" must be of type object')
        return checked(value, checks, prefix=f"{name}.")

    return check


def checked(
    values: dict[str, Any], checks: dict[str, Check], *, prefix: str = ""
) -> dict[str, Any]:
    """The values, cleaned. Raises Refusal for the first one that is wrong or not allowed."""
    cleaned = {}
    for key, value in values.items():
        if key not in checks:
            raise invalid_input(f'"{prefix}{key}" is not allowed')
        cleaned[key] = checks[key](value, f"{prefix}{key}")
    return cleaned


ROOM_FIELDS: dict[str, Check] = {
    "display_name": text(200),
    "metadata": text(500, nullable=True),
    "type": one_of("instant", "long_term"),
    "expires_at": expiry,
    "expire_after_use": boolean,
    "recording_options": group({"auto_record": boolean, "record_only_owner": boolean}),
    "theme_id": text(64, nullable=True),
    "join_approval_level": one_of("none", "after_owner_only", "explicit_approval"),
    "initial_join_options": group({"microphone_state": one_of("on", "off", "default")}),
    "callback_urls": group(
        {
            "rooms_callback_url": web_address,
            "sessions_callback_url": web_address,
            "recordings_callback_url": web_address,
        },
    ),
    "ui_settings": group({"language": one_of(*LANGUAGES)}),
    "available_features": group(
        {
            "is_recording_available": boolean,
            "is_chat_available": boolean,
            "is_whiteboard_available": boolean,
            "is_locale_switcher_available": boolean,
            "is_captions_available": boolean,
        },
    ),
}

DEFAULTS: dict[str, dict[str, Any]] = {
    "recording_options": {"auto_record": False, "record_only_owner": False},
    "initial_join_options": {"microphone_state": "default"},
    "ui_settings": {"language": "default"},
    "available_features": {
        "is_recording_available": True,
        "is_chat_available": True,
        "is_whiteboard_available": True,
        "is_locale_switcher_available": False,
        "is_captions_available": False,
    },
}
