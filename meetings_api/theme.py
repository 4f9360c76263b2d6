from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from meetings_api.answers import Answer
from meetings_api.fields import Fields


@dataclass(frozen=True)
class Theme:
    """How rooms look (the contract, section 1.3); null and absent fields are None.

    ``brand_image_*`` and ``branded_favicon`` are storage keys, set once logos are finalized.
    """

    theme_id: str
    theme_name: str | None
    domain: str | None
    account_id: str | None
    application_id: str | None
    main_color: str | None
    short_company_url: str | None
    brand_text: str | None
    brand_image_colored: str | None
    brand_image_white: str | None
    branded_favicon: str | None
    brand_image_colored_url: str | None
    brand_image_white_url: str | None
    branded_favicon_url: str | None
    raw: dict[str, Any] = field(repr=False, hash=False)

    @classmethod
    def from_json(cls, answer: Answer, value: object) -> Theme:
        """Raises MalformedAnswer naming the field that is missing or of the wrong type."""
        theme = Fields.of(answer, "theme", value)
        return cls(
            theme_id=theme.identifier("theme_id"),
            theme_name=theme.text("theme_name"),
            domain=theme.text("domain"),
            account_id=theme.text("account_id"),
            application_id=theme.text("application_id"),
            main_color=theme.text("main_color"),
            short_company_url=theme.text("short_company_url"),
            brand_text=theme.text("brand_text"),
            brand_image_colored=theme.text("brand_image_colored"),
            brand_image_white=theme.text("brand_image_white"),
            branded_favicon=theme.text("branded_favicon"),
            brand_image_colored_url=theme.link("brand_image_colored_url"),
            brand_image_white_url=theme.link("brand_image_white_url"),
            branded_favicon_url=theme.link("branded_favicon_url"),
            raw=theme.values,
        )
