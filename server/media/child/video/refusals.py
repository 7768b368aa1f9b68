"""In the child: what is said about a video that cannot be shown, or is too much."""

import math
from pathlib import Path

from server.media.child.video.cut import is_cut_off, is_protected
from server.media.refused import Refused, too_many_bytes

MAX_SIDE = 8192
# Of what a container promises, this much must come out.
LEAST_SHARE, LEAST_SECONDS = 0.9, 1


def check_bytes(size: int, most: int) -> None:
    """Raises Refused for a file that is too large."""
    if size > most:
        raise too_many_bytes(size, most)


def check_size(width: int, height: int, most: int) -> None:
    """Raises Refused for more than so many pixels, or a side that no camera has."""
    if max(width, height) > MAX_SIDE or width * height > most:
        sentence = f"This video is {width} × {height} pixels large, which is too much. Save it smaller and try again."
        raise Refused("too_many_pixels", sentence)


def check_length(seconds: float, most: float) -> None:
    """Raises Refused for a video that lasts too long."""
    if seconds > most:
        unit, name = (60, "minutes") if most >= 60 else (1, "seconds")
        tenths = math.ceil(seconds / unit * 10) / 10  # so that what is just too long never reads as the limit
        sentence = f"This video is {tenths:g} {name} long; up to {most / unit:g} are allowed."
        raise Refused("too_long", sentence)


def check_whole(seconds: float, promised: float) -> None:
    """Raises Refused when too little has come out: decoders go over what is missing without a word."""
    if seconds < LEAST_SHARE * promised - LEAST_SECONDS:
        raise _cut_off()


def check_unprotected(source: Path, kind: str) -> None:
    """Raises Refused for a video that is encrypted."""
    if is_protected(source, kind):
        raise Refused("protected", "This video is protected against copying, so it cannot be shown here.")


def broken(source: Path, kind: str) -> Refused:
    """For a file that cannot be read, by what is wrong with it."""
    if is_cut_off(source, kind):
        return _cut_off()
    return Refused("damaged", "This file is damaged: the video in it cannot be read. Try to save it again.")


def _cut_off() -> Refused:
    sentence = "This file is cut off: part of the video is missing. Try to save or send it again."
    return Refused("truncated", sentence)
