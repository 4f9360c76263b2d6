from __future__ import annotations

from html import unescape
from typing import Any

from django.utils import timezone


def text_of(response: Any) -> str:
    return unescape(response.content.decode())


def messages_of(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def local(moment: Any) -> str:
    """As a `datetime-local` field would send it."""
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")
