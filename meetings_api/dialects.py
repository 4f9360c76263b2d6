from __future__ import annotations

from enum import Enum
from urllib.parse import urlsplit

_UPDATABLE_IN_BOTH = frozenset(
    {
        "available_features",
        "callback_urls",
        "expire_after_use",
        "expires_at",
        "initial_join_options",
        "join_approval_level",
        "theme_id",
    }
)
_UPDATABLE_IN_BETA = frozenset({"display_name", "metadata", "recording_options"})


class Dialect(Enum):
    """What a family of the API can do (the contract, section 2.1)."""

    BETA = "beta"
    V1 = "v1"

    @classmethod
    def of(cls, base_url: str) -> Dialect:
        return cls.BETA if "beta" in urlsplit(base_url).path.split("/") else cls.V1

    @property
    def can_delete_rooms(self) -> bool:
        return self is Dialect.BETA

    @property
    def updatable_room_fields(self) -> frozenset[str]:
        if self is Dialect.BETA:
            return _UPDATABLE_IN_BOTH | _UPDATABLE_IN_BETA
        return _UPDATABLE_IN_BOTH
