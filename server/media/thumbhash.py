"""Thumbhashes to and from pictures: the only place that knows the library."""

import fast_thumbhash  # type: ignore[import-untyped]
from PIL import Image

MAX_SIDE = 100
# The library sees a rainbow in what is narrower than its waves.
MIN_SIDE = 8
NO_COLOUR = (31, 32)


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
    return _without_tint(Image.frombytes("RGBA", (width, height), bytes(rgba)), thumbhash)


def _without_tint(image: Image.Image, thumbhash: bytes) -> Image.Image:
    """No colour lies between two of the steps in which averages are told, so grey photos would look faintly pink."""
    averages = int.from_bytes(thumbhash[:3], "little")
    blue_to_yellow, red_to_green = averages >> 6 & 63, averages >> 12 & 63
    if blue_to_yellow not in NO_COLOUR or red_to_green not in NO_COLOUR:
        return image
    p, q = blue_to_yellow / 31.5 - 1, red_to_green / 31.5 - 1
    red = (p * 2 / 3 + q) / 2
    tints = (red, red - q, -p * 2 / 3, 0)
    bands = zip(image.split(), tints, strict=True)
    return Image.merge(
        "RGBA", [band.point([round(value - 255 * tint) for value in range(256)]) for band, tint in bands]
    )
