"""The limits of the fields of rooms and themes (the contract, sections 1.3 and 2)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils.dateparse import parse_datetime

from meetings_server import clock
from meetings_server.checks import (
    Check,
    boolean,
    group,
    matching,
    one_of,
    optional,
    text,
    web_address,
)
from meetings_server.refusals import invalid_input

SHORTEST_NOTICE = timedelta(minutes=10)
LONGEST_LIFE = timedelta(days=366)
MOST_LOGOS = 100
LONGEST_KEY = 1024
LANGUAGES = ("default", "ar", "ca", "de", "en", "es", "fr", "he", "it", "pt-br", "zh-tw", "zh-cn")


def expiry(value: Any, name: str) -> datetime:
    """More than 10 minutes and at most a year ahead; a time without a zone is UTC."""
    moment = _moment(value)
    if moment is None:
        raise invalid_input(f'"{name}" must be in ISO 8601 date format')
    if moment <= clock.now() + SHORTEST_NOTICE:
        raise invalid_input(f'"{name}" must be more than 10 minutes in the future')
    if moment > clock.now() + LONGEST_LIFE:
        raise invalid_input(f'"{name}" must be at most 1 year in the future')
    return moment


def _moment(value: Any) -> datetime | None:
    try:
        moment = parse_datetime(value) if isinstance(value, str) else None
    except ValueError:
        return None
    if moment is None:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def theme_id(value: Any, name: str) -> str | None:
    """Null detaches; one published example does it with the text "null"."""
    given = text(64, nullable=True)(value, name)
    return None if given == "null" else given


def logo_keys(value: Any, name: str) -> list[str]:
    """Texts, or objects with a `key`, as one schema has them; each counts once."""
    if not isinstance(value, list):
        raise invalid_input(f'"{name}" must be an array')
    if not 1 <= len(value) <= MOST_LOGOS:
        raise invalid_input(f'"{name}" must contain 1 to {MOST_LOGOS} items')
    keys = [each.get("key") if isinstance(each, dict) else each for each in value]
    return list(dict.fromkeys(_logo_key(key, f"{name}[{at}]") for at, key in enumerate(keys)))


def _logo_key(key: Any, name: str) -> str:
    return str(text(LONGEST_KEY)(key, name))


ROOM_FIELDS: dict[str, Check] = {
    "display_name": text(200),
    "metadata": text(500, nullable=True),
    "type": one_of("instant", "long_term"),
    "expires_at": expiry,
    # Only when a room is made: one SDK sends it then, if it was set.
    "is_available": boolean,
    "expire_after_use": boolean,
    "recording_options": group({"auto_record": boolean, "record_only_owner": boolean}),
    "theme_id": theme_id,
    "join_approval_level": one_of("none", "after_owner_only", "explicit_approval"),
    "initial_join_options": group({"microphone_state": one_of("on", "off", "default")}),
    # Null takes away: one of them, or all.
    "callback_urls": optional(
        group(
            {
                "rooms_callback_url": optional(web_address),
                "sessions_callback_url": optional(web_address),
                "recordings_callback_url": optional(web_address),
            },
        )
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

THEME_FIELDS: dict[str, Check] = {
    "theme_name": optional(text(200)),
    "main_color": matching("#([a-fA-F0-9]{6}|[a-fA-F0-9]{3})", 7, "#12f64e"),
    "brand_text": text(200),
    "short_company_url": optional(
        matching("(?=.*[a-zA-Z_~-])[a-zA-Z0-9_~-]+", 128, "my-company"),
    ),
}

APPLICATION_FIELDS: dict[str, Check] = {"default_theme_id": theme_id}

LOGO_FIELDS: dict[str, Check] = {"keys": logo_keys}

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
