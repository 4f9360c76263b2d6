"""The names of what jobs can do to rooms."""

from __future__ import annotations

DELETE = "rooms.delete"
EXTEND = "rooms.extend"
RENAME = "rooms.rename"
