"""The one way to say no to a file; raised in the child, raised again in the parent."""

import math


class Refused(Exception):
    """The file itself is the reason: the person who chose it can understand `sentence` and act on it."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


def too_many_bytes(size: int, most: int) -> Refused:
    """For a file larger than allowed."""
    return Refused(
        "too_many_bytes", f"This file has {_tenths(size, 2**20)} MB; up to {_tenths(most, 2**20)} are allowed."
    )


def too_many_pixels(pixels: int, most: int) -> Refused:
    """For a photo that would unfold to more than allowed."""
    sentence = f"This photo has {_tenths(pixels, 10**6)} megapixels; up to {_tenths(most, 10**6)} are allowed."
    return Refused("too_many_pixels", sentence)


def _tenths(amount: int, unit: int) -> str:
    """Rounded up, so that what is just too much never reads as the limit."""
    return f"{math.ceil(amount * 10 / unit) / 10:,.1f}".removesuffix(".0")
