from __future__ import annotations

import io
import zlib

from PIL import Image

SEE_THROUGH = (0, 0, 0, 0)
OPAQUE = (18, 246, 78, 255)


def picture(
    width: int = 32,
    height: int = 32,
    *,
    colour: tuple[int, ...] = SEE_THROUGH,
    mode: str = "RGBA",
    form: str = "PNG",
) -> bytes:
    """A picture of one colour, good as a logo unless told otherwise."""
    file = io.BytesIO()
    Image.new(mode, (width, height), colour).save(file, form)
    return file.getvalue()


def claiming(width: int, height: int) -> bytes:
    """A small file whose header claims a picture of any size."""
    header = b"IHDR" + width.to_bytes(4) + height.to_bytes(4) + bytes([8, 6, 0, 0, 0])
    small = picture()
    return small[:12] + header + zlib.crc32(header).to_bytes(4) + small[33:]
