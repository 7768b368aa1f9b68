"""Thumbhashes to and from pictures: the only place that knows the library."""

import fast_thumbhash  # type: ignore[import-untyped]
from PIL import Image

MAX_SIDE = 100
# The library sees a rainbow in what is narrower than its waves.
MIN_SIDE = 8


def encode(image: Image.Image) -> bytes:
    """A picture's colours in about 20 bytes."""
    small = image.convert("RGBA")
    small.thumbnail((MAX_SIDE, MAX_SIDE))
    if min(small.size) < MIN_SIDE:
        small = small.resize((max(MIN_SIDE, small.width), max(MIN_SIDE, small.height)))
    return bytes(fast_thumbhash.rgba_to_thumb_hash(small.width, small.height, small.tobytes()))


def decode(thumbhash: bytes) -> Image.Image:
    """An RGBA picture of up to 32 px. Raises ValueError for bytes that are no thumbhash."""
    width, height, rgba = fast_thumbhash.thumb_hash_to_rgba(thumbhash)
    return Image.frombytes("RGBA", (width, height), bytes(rgba))
