"""In the child: what is said about a video that cannot be shown, or is too much."""

from pathlib import Path

from server.media import sentences
from server.media.child.video.cut import is_cut_off, is_protected
from server.media.refused import Refused, tenths, too_many_bytes

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
        raise Refused("too_many_pixels", sentences.VIDEO_TOO_LARGE, {"width": width, "height": height})


def check_length(seconds: float, most: float) -> None:
    """Raises Refused for a video that lasts too long."""
    if seconds > most:
        in_minutes = sentences.VIDEO_TOO_LONG_MINUTES, 60
        message, unit = in_minutes if most >= 60 else (sentences.VIDEO_TOO_LONG_SECONDS, 1)
        raise Refused("too_long", message, {"length": tenths(seconds, unit), "most": most / unit})


def check_whole(seconds: float, promised: float) -> None:
    """Raises Refused when too little has come out: decoders go over what is missing without a word."""
    if seconds < LEAST_SHARE * promised - LEAST_SECONDS:
        raise _cut_off()


def check_unprotected(source: Path, kind: str) -> None:
    """Raises Refused for a video that is encrypted."""
    if is_protected(source, kind):
        raise Refused("protected", sentences.PROTECTED)


def broken(source: Path, kind: str) -> Refused:
    """For a file that cannot be read, by what is wrong with it."""
    if is_cut_off(source, kind):
        return _cut_off()
    return Refused("damaged", sentences.VIDEO_DAMAGED)


def _cut_off() -> Refused:
    return Refused("truncated", sentences.VIDEO_CUT_OFF)
