"""In the child: what is wrong with a video that cannot be read, as its container tells. Nothing is decoded."""

import mmap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from server.media.child.walk import Bytes, Part, boxes, gif_blocks

_EBML_SEGMENT = b"\x18\x53\x80\x67"
_GIF_END = b";"
_TO_STSD = (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"stsd")
_STSD_HEADER = 8
# As sample entries: of the common encryption, and of FairPlay
_ENCRYPTED = (b"encv", b"drmi")


def is_cut_off(source: Path, kind: str) -> bool:
    """Whether this file announces more than there is."""
    with _mapped(source) as data:
        match kind:
            case "gif":
                return _gif_is_cut_off(data)
            case "webm":
                return _matroska_is_cut_off(data)
            case _:
                return _mp4_is_cut_off(data)


def is_protected(source: Path, kind: str) -> bool:
    """Whether the frames are encrypted, as those are which are sold. A decoder may take them for pictures."""
    if kind not in ("mp4", "mov"):
        return False
    with _mapped(source) as data:
        return any(
            entry.name in _ENCRYPTED
            for stsd in _within(data, _TO_STSD, 0, len(data))
            for entry in boxes(data, stsd.body + _STSD_HEADER, stsd.end)
        )


def _within(data: Bytes, path: tuple[bytes, ...], at: int, end: int) -> Iterator[Part]:
    """The boxes that are reached by these names, each within the one before."""
    for part in boxes(data, at, end):
        if part.name == path[0]:
            yield from _within(data, path[1:], part.body, part.end) if len(path) > 1 else (part,)


@contextmanager
def _mapped(source: Path) -> Iterator[mmap.mmap]:
    with source.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        yield data


def _mp4_is_cut_off(data: Bytes) -> bool:
    """The walk stops before a box that ends behind the file; zeros or a few bytes at the end are no box."""
    names, end = set(), 0
    for part in boxes(data):
        names.add(part.name)
        end = part.end
    return data[end + 4 : end + 8] in (b"mdat", b"moov", b"moof") or (bool(names) and b"moov" not in names)


def _gif_is_cut_off(data: Bytes) -> bool:
    last = max((part.end for part in gif_blocks(data)), default=0)
    return data[last : last + 1] != _GIF_END


def _matroska_is_cut_off(data: Bytes) -> bool:
    """Only a segment that tells its length can be: what a browser records does not."""
    at = data.find(_EBML_SEGMENT, 0, 4096)
    if at < 0:
        return True
    first = data[at + 4]
    length = 9 - first.bit_length()
    size = int.from_bytes(data[at + 4 : at + 4 + length], "big") & ((1 << 7 * length) - 1)
    is_known = size != (1 << 7 * length) - 1
    return is_known and at + 4 + length + size > len(data)
