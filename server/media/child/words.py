"""In the child: what a file says, as text that may be shown: short, on one line, and without tricks."""

import re
import unicodedata
from fractions import Fraction

from server.media.sentences import mark

MOST = 100
POSITION, DATE, CAMERA = mark("A position on the map"), mark("Date and time"), mark("Camera")
_SIDES = ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def clean(said: bytes | str, most: int = MOST) -> str:
    """On one line, no longer than `most`, without control characters and those that turn the direction of text."""
    text = said if isinstance(said, str) else _decoded(said[: 8 * most])
    spaced = "".join(" " if unicodedata.category(letter)[0] in "CZ" else letter for letter in text[: 8 * most])
    joined = " ".join(spaced.split())
    return joined if len(joined) <= most else joined[: most - 1].rstrip() + "…"


def position(latitude: Fraction, longitude: Fraction) -> str:
    """Degrees as people read them; negative is south and west."""
    return f"{_angle(latitude, 'north', 'south')}, {_angle(longitude, 'east', 'west')}"


def height(metres: Fraction) -> str:
    """Above or below the sea."""
    return f"{abs(round(metres))} m {'below' if metres < 0 else 'above'} the sea"


def direction(degrees: Fraction) -> str:
    """The nearest of eight."""
    return _SIDES[round(degrees / 45) % 8]


def moment(said: bytes | str) -> str:
    """A date of EXIF ("2008:10:22 16:28:39") or XMP ("2008-10-22T16:28:39") in words; "" when it is none."""
    text = clean(said)
    found = re.match(r"(\d{4})[:-](\d\d)[:-](\d\d)(?:[T ](\d\d:\d\d))?", text)
    if not found or not 1 <= int(found[2]) <= 12 or found[1] == "0000":
        return ""
    date = f"{int(found[3])} {MONTHS[int(found[2]) - 1]} {found[1]}"
    return f"{date} at {found[4]}" if found[4] else date


def short(number: Fraction) -> str:
    """With up to one decimal."""
    return f"{float(number):.1f}".removesuffix(".0")


def _decoded(said: bytes) -> str:
    # what is cut in the middle of a letter is still UTF-8
    text = said.decode("utf-8", "replace").rstrip("\ufffd")
    return said.decode("latin-1") if "\ufffd" in text else text


def _angle(degrees: Fraction, positive: str, negative: str) -> str:
    seconds = round(abs(degrees) * 3600)
    side = negative if degrees < 0 else positive
    return f"{seconds // 3600}° {seconds // 60 % 60}′ {seconds % 60}″ {side}"
