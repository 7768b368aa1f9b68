"""The one way to say no to a file; raised in the child, raised again in the parent."""

import math
from collections.abc import Mapping

from server.media import sentences

Values = Mapping[str, str | float]


class Refused(Exception):
    """The file itself is the reason: the person who chose it can understand `message` and act on it.

    `message` is one of sentences.py, `values` fill it; refusals.told() says it in her language, `sentence` in English.
    """

    def __init__(self, code: str, message: str, values: Values | None = None) -> None:
        self.code = code
        self.message = message
        self.values: Values = values or {}
        super().__init__(self.sentence)

    @property
    def sentence(self) -> str:
        """In English, for the log."""
        shown = {name: each if isinstance(each, str) else _short(each) for name, each in self.values.items()}
        return self.message % shown if shown else self.message


def too_many_bytes(size: int, most: int) -> Refused:
    """For a file larger than allowed."""
    values = {"size": tenths(size, 2**20), "most": tenths(most, 2**20)}
    return Refused("too_many_bytes", sentences.TOO_MANY_BYTES, values)


def too_many_pixels(pixels: int, most: int) -> Refused:
    """For a photo that would unfold to more than allowed."""
    values = {"size": tenths(pixels, 10**6), "most": tenths(most, 10**6)}
    return Refused("too_many_pixels", sentences.TOO_MANY_PIXELS, values)


def tenths(amount: float, unit: int) -> float:
    """Rounded up, so that what is just too much never reads as the limit."""
    return math.ceil(amount * 10 / unit) / 10


def _short(number: float) -> str:
    return f"{number:,.1f}".removesuffix(".0")
