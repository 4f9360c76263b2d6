"""Messages that offer to take back what they tell of."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest


def success_with_undo(request: HttpRequest, words: str, *, undo_url: str) -> None:
    """A message with an Undo button, which posts to `undo_url`, an address of our own."""
    messages.success(request, words, extra_tags=undo_url)
