"""The path families of the API, and in what they differ (the contract, sections 0 and 2.1)."""

from __future__ import annotations

FAMILIES = ("v0.1/meetings", "beta/meetings", "v1/meetings", "meetings")
# The first segments of this server's other paths: no company may have one of them.
OWN_PATHS = ("control", "lab", "logos", "media", "openapi.json")

_UPDATABLE = (
    "expires_at",
    "expire_after_use",
    "theme_id",
    "join_approval_level",
    "initial_join_options",
    "callback_urls",
    "available_features",
    "ui_settings",
)


def is_beta(family: str) -> bool:
    return family == "beta/meetings"


def updatable_fields(family: str) -> tuple[str, ...]:
    seed = ("display_name", "metadata", "recording_options") if is_beta(family) else ()
    return (*_UPDATABLE, *seed)
