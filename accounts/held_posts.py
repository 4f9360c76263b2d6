"""What somebody sent just when a proof was due: kept with their session until they send it again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

KEY = "held_post"


@dataclass(frozen=True)
class HeldPost:
    path: str
    fields: list[tuple[str, str]]


def hold_post(request: HttpRequest) -> None:
    """It is the last one that is kept."""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken"
    ]
    request.session[KEY] = {"path": request.get_full_path(), "fields": fields}


def held_post(request: HttpRequest) -> HeldPost | None:
    kept: dict[str, Any] | None = request.session.get(KEY)
    return (
        HeldPost(kept["path"], [(name, value) for name, value in kept["fields"]]) if kept else None
    )
