"""What a logo has to be (the contract, section 1.4), found out by decoding it."""

from __future__ import annotations

import io

from PIL import Image

LARGEST_BYTES = 1024 * 1024
SIDES = {"white": range(1, 301), "colored": range(1, 301), "favicon": range(16, 33)}
OPAQUE = 255
# What the library raises for damaged and hostile files.
UNREADABLE = (OSError, SyntaxError, ValueError)


def invalid_property(image: bytes, logo_type: str) -> str:
    """`exceeds_size`, `type`, `dimensions` or `transparent_bg`; empty when it is a good logo."""
    if len(image) > LARGEST_BYTES:
        return "exceeds_size"
    try:
        with Image.open(io.BytesIO(image), formats=["PNG"]) as logo:
            return _problem(logo, logo_type)
    except Image.DecompressionBombError:
        return "dimensions"
    except UNREADABLE:
        return "type"


def _problem(logo: Image.Image, logo_type: str) -> str:
    # Before anything is decoded: a small file may claim to be very large.
    if not _fits(logo, logo_type):
        return "dimensions"
    return "" if _is_see_through(logo) else "transparent_bg"


def _fits(logo: Image.Image, logo_type: str) -> bool:
    sides = SIDES[logo_type]
    is_square = logo.width == logo.height
    return logo.width in sides and logo.height in sides and (is_square or logo_type != "favicon")


def _is_see_through(logo: Image.Image) -> bool:
    counts_by_opacity = logo.convert("RGBA").getchannel("A").histogram()
    return sum(counts_by_opacity[:OPAQUE]) > 0
