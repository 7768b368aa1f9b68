"""In the child: in which sizes a video is published, and how many bits each may take."""

import math
from typing import NamedTuple

LARGEST = 1080
# Of a panorama the short side gives way: phones decode up to about this width.
MAX_LONG_SIDE = 2560
MAX_RATE = 60
# A step that is hardly smaller is not worth its bytes.
STEP = 0.8
PROGRESSIVE = 720

_KBITS_OF_1080P = 6000
_LEAST_KBITS = 200
# H.264's levels: macroblocks a picture, macroblocks a second
_LEVELS = {
    "3.0": (1620, 40_500),
    "3.1": (3600, 108_000),
    "4.0": (8192, 245_760),
    "4.2": (8704, 522_240),
    "5.1": (36_864, 983_040),
}


class Rung(NamedTuple):
    """One size, with even sides, as H.264 wants them."""

    width: int
    height: int

    @property
    def name(self) -> str:
        """By its short side, as people speak of sizes."""
        return f"v{min(self)}"

    def kbits(self, rate: float) -> int:
        """The most that a second of it may take on average."""
        share = self.width * self.height / (1920 * LARGEST)
        return max(_LEAST_KBITS, round(_KBITS_OF_1080P * math.pow(share, 0.75) * (1.5 if rate > 40 else 1)))

    def level(self, rate: float) -> str:
        """The least decoder that can play it."""
        blocks = -(-self.width // 16) * -(-self.height // 16)
        speed = blocks * min(rate, MAX_RATE)
        return next(name for name, (most, a_second) in _LEVELS.items() if blocks <= most and speed <= a_second)


def ladder(width: int, height: int) -> list[Rung]:
    """The sizes for an upright video, largest first, none larger than itself."""
    short, long = sorted((width, height))
    top = min(short, LARGEST, short * MAX_LONG_SIDE / long)
    lower = (720, 480) if top >= 720 else (360,) if top >= 480 else ()
    sides = [top, *(side for side in lower if side <= top * STEP)]
    return [Rung(_even(width * side / short), _even(height * side / short)) for side in sides]


def progressive(rungs: list[Rung]) -> Rung:
    """The one for whoever cannot switch between sizes."""
    return next((rung for rung in rungs if min(rung) <= PROGRESSIVE), rungs[-1])


def _even(side: float) -> int:
    return max(2, round(side / 2) * 2)
