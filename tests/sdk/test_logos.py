from __future__ import annotations

import zlib
from pathlib import Path

import pytest
import requests
from vonage.errors import ClientError
from vonage.meetings import Meetings


def chunk(kind: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(kind + content)
    return len(content).to_bytes(4) + kind + content + checksum.to_bytes(4)


def see_through(side: int) -> bytes:
    """A square PNG of which no pixel is to be seen."""
    header = side.to_bytes(4) * 2 + bytes([8, 6, 0, 0, 0])
    rows = zlib.compress(bytes(1 + side * 4) * side)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("logo_type", "field"),
    [
        ("white", "brand_image_white_url"),
        ("colored", "brand_image_colored_url"),
        ("favicon", "branded_favicon_url"),
    ],
)
def test_a_logo_is_uploaded(
    sdk: Meetings, theme_id: str, tmp_path: Path, logo_type: str, field: str
) -> None:
    file = tmp_path / "logo.png"
    file.write_bytes(see_through(32))

    answer = sdk.upload_logo_to_theme(theme_id, str(file), logo_type)

    assert answer == f"Logo upload to theme: {theme_id} was successful."
    url = sdk.get_theme(theme_id)[field]
    assert requests.get(url, timeout=15).content == file.read_bytes()


def test_a_logo_that_is_none_is_refused(sdk: Meetings, theme_id: str, tmp_path: Path) -> None:
    file = tmp_path / "logo.png"
    file.write_bytes(b"not a picture")

    with pytest.raises(ClientError, match="could not finalize logos") as caught:
        sdk.upload_logo_to_theme(theme_id, str(file), "white")

    assert "'invalidProperty': 'type'" in str(caught.value)
