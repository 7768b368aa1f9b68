"""Thumbhashes to and from pictures: the only place that knows the library."""

import fast_thumbhash  # type: ignore[import-untyped]
from PIL import Image, ImageStat

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
    image = Image.frombytes("RGBA", (width, height), bytes(rgba))
    return _without_tint(image) if _is_neutral(thumbhash) else image


def _is_neutral(thumbhash: bytes) -> bool:
    """Whether both averages of colour are as near to none as they can be: none itself lies between 31 and 32."""
    averages = int.from_bytes(thumbhash[:3], "little")
    return averages >> 6 & 63 in NO_COLOUR and averages >> 12 & 63 in NO_COLOUR


def _without_tint(image: Image.Image) -> Image.Image:
    red, green, blue, alpha = image.split()
    means = [ImageStat.Stat(band).mean[0] for band in (red, green, blue)]
    grey = sum(means) / 3
    evened = [
        band.point([round(value + grey - mean) for value in range(256)])
        for band, mean in zip((red, green, blue), means, strict=True)
    ]
    return Image.merge("RGBA", (*evened, alpha))
