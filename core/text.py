from __future__ import annotations

from typing import Any, TypeVar

T = TypeVar("T")


def storable(value: T) -> T:
    """`value` with every string in it fit for a database.

    PostgreSQL takes no NUL, and no database takes half of a surrogate pair; JSON brings both.
    """
    return _storable(value)  # type: ignore[no-any-return]


def cut(text: str, most: int) -> str:
    """`text` in at most so many characters; that some are missing shows at its end."""
    return text if len(text) <= most else text[: most - 1] + "…"


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        if value.isascii() and "\x00" not in value:
            return value
        return value.replace("\x00", "�").encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {_storable(key): _storable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_storable(item) for item in value]
    return value
