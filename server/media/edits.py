"""What an author does to a photo, as numbers: the original stays as it was sent, and is developed again from these.

Which part stays is told so that it makes sense for every photo: how large it is of the largest that has this shape,
and where it lies in the room that is left. Straightened or not, it never reaches over an edge of the picture.
static/editor/editor_frame.js is the same geometry for the preview.
"""

import math
from typing import Any, NamedTuple

import msgspec

ORIGINAL = "original"
# Width by height; None: as the photo itself has it.
RATIOS: dict[str, float | None] = {
    ORIGINAL: None,
    "1:1": 1.0,
    "4:5": 4 / 5,
    "3:4": 3 / 4,
    "3:2": 3 / 2,
    "16:9": 16 / 9,
}
ANGLE_MOST = 15.0
# In percent, of width and height: less would leave too few pixels.
SIZE_LEAST = 20.0

Size = tuple[int, int]


class Edit(msgspec.Struct, frozen=True, kw_only=True):
    """What is done to a photo that stands upright: turned to the right by `turns` quarters, straightened by `angle`
    degrees (to the right), cut to `ratio` and `size` percent, `across` and `down` percent of the room that is left;
    then `filter` with `strength` percent."""

    turns: int = 0
    angle: float = 0
    ratio: str = ORIGINAL
    size: float = 100
    across: float = 50
    down: float = 50
    filter: str = ""
    strength: float = 100


class Frame(NamedTuple):
    """The part of a picture that stays: its centre and size, in the picture's pixels, and how it is tilted there."""

    x: float
    y: float
    width: float
    height: float
    angle: float = 0

    @property
    def size(self) -> Size:
        """In whole pixels."""
        return max(1, round(self.width)), max(1, round(self.height))

    def corner(self, across: float, down: float) -> tuple[float, float]:
        """Where in the picture a point of the frame lies: from -0.5 to 0.5 of its width and height."""
        cos, sin = math.cos(math.radians(self.angle)), math.sin(math.radians(self.angle))
        right, below = across * self.width, down * self.height
        return self.x + cos * right + sin * below, self.y - sin * right + cos * below


def from_builtins(told: dict[str, Any] | None) -> Edit | None:
    """The edit in an order. Raises msgspec.ValidationError."""
    return None if told is None else msgspec.convert(told, Edit)


def turned(edit: Edit | None, full: Size) -> Size:
    """The size of an upright picture after its quarter turns."""
    return (full[1], full[0]) if edit and edit.turns % 2 else full


def frame(edit: Edit | None, full: Size) -> Frame:
    """What stays of a picture that is `full` when it has been turned. Nothing of it is outside the picture."""
    width, height = full
    if edit is None:
        return Frame(width / 2, height / 2, width, height)
    ratio = RATIOS[edit.ratio] or width / height
    cos, sin = math.cos(math.radians(edit.angle)), abs(math.sin(math.radians(edit.angle)))
    # What the tilted frame reaches to each side, for each pixel of its height
    reach_x, reach_y = (ratio * cos + sin) / 2, (ratio * sin + cos) / 2
    own_height = min(width / 2 / reach_x, height / 2 / reach_y) * edit.size / 100
    room_x, room_y = width / 2 - own_height * reach_x, height / 2 - own_height * reach_y
    return Frame(
        x=width / 2 + (edit.across / 50 - 1) * room_x,
        y=height / 2 + (edit.down / 50 - 1) * room_y,
        width=own_height * ratio,
        height=own_height,
        angle=edit.angle,
    )
