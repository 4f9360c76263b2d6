from __future__ import annotations

from django.utils.html import escape


def is_only_text(page: str, hostile: str) -> bool:
    """Whether it is to be read on the page, and is nowhere what it would like to be."""
    return escape(hostile) in page and hostile not in page
