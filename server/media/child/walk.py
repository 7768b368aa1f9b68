"""In the child: walks over the parts of which a file consists. Pure Python on bytes; nothing is decoded.

A walk never raises. It ends where the file ends or stops making sense: `end` of its last part tells which.
"""

import itertools
import mmap
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

Bytes = bytes | mmap.mmap

# No camera needs more; to look at millions of them takes longer than any photo.
MOST_PARTS = 100_000

SOI, EOI, SOS = 0xD8, 0xD9, 0xDA
APP0, APP1, APP2, APP11, APP13, APP14, COMMENT = 0xE0, 0xE1, 0xE2, 0xEB, 0xED, 0xEE, 0xFE
# Not a marker of JPEG: what stands between the start of a scan and the next marker.
SCAN = 0

_MARKER_AFTER_SCAN = re.compile(rb"\xff[^\0\xff\xd0-\xd7]")
_GIF_EXTENSION, _GIF_PICTURE, _GIF_END = 0x21, 0x2C, 0x3B


class Part(NamedTuple):
    """`name` and where it lies: from `at` to `end`, its content from `body`."""

    name: bytes
    at: int
    body: int
    end: int


class Segment(NamedTuple):
    """A part of a JPEG: `marker` is the byte after 0xFF, or SCAN."""

    marker: int
    at: int
    body: int
    end: int


def jpeg_segments(data: Bytes) -> Iterator[Segment]:
    """Of the first picture, up to and with its EOI."""
    at = 2
    while at + 2 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == EOI:
            yield Segment(EOI, at, at + 2, at + 2)
            return
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if not at + 4 <= end <= len(data):
            return
        yield Segment(marker, at, at + 4, end)
        at = end
        if marker == SOS:
            found = _MARKER_AFTER_SCAN.search(data, at)
            end = found.start() if found else len(data)
            yield Segment(SCAN, at, at, end)
            at = end


def png_chunks(data: Bytes) -> Iterator[Part]:
    """Up to and with IEND."""
    at = 8
    while at + 12 <= len(data):
        name, end = data[at + 4 : at + 8], at + 12 + int.from_bytes(data[at : at + 4], "big")
        if end > len(data):
            return
        yield Part(name, at, at + 8, end)
        if name == b"IEND":
            return
        at = end


def riff_chunks(data: Bytes) -> Iterator[Part]:
    """Of a WebP, to the end of the file. A last odd byte of padding may be missing."""
    at = 12
    while at + 8 <= len(data):
        end = at + 8 + int.from_bytes(data[at + 4 : at + 8], "little")
        if end > len(data):
            return
        padded = min(end + end % 2, len(data))
        yield Part(data[at : at + 4], at, at + 8, padded)
        at = padded


def boxes(data: Bytes, at: int = 0, end: int | None = None) -> Iterator[Part]:
    """Of an MP4, HEIC or AVIF: those between `at` and `end`, not those within them."""
    end = len(data) if end is None else end
    while at + 8 <= end:
        size, body = int.from_bytes(data[at : at + 4], "big"), at + 8
        if size == 1:
            size, body = int.from_bytes(data[at + 8 : at + 16], "big"), at + 16
        elif size == 0:
            size = end - at
        if not body <= at + size <= end:
            return
        yield Part(data[at + 4 : at + 8], at, body, at + size)
        at += size


def gif_blocks(data: Bytes) -> Iterator[Part]:
    """Pictures (name b",") and extensions (b"!" and their label), without the sub-block lengths of their content."""
    at = 13 + _colours(data[10:11])
    while at + 2 <= len(data):
        kind = data[at]
        if kind == _GIF_EXTENSION:
            name, body = data[at : at + 2], at + 2
        elif kind == _GIF_PICTURE:
            name, body = data[at : at + 1], at + 11 + _colours(data[at + 9 : at + 10])
        else:
            return
        end = body
        while end < len(data) and data[end]:
            end += 1 + data[end]
        if end >= len(data):
            return
        yield Part(name, at, body, end + 1)
        at = end + 1


def gif_text(data: Bytes, part: Part) -> bytes:
    """The content of an extension, joined from its sub-blocks."""
    at, pieces = part.body, []
    while at < part.end and data[at]:
        pieces.append(data[at + 1 : at + 1 + data[at]])
        at += 1 + data[at]
    return b"".join(pieces)


def crumbles(kind: str, data: Bytes) -> bool:
    """Whether a photo of this kind falls into more than MOST_PARTS."""
    return any(True for _ in itertools.islice(_WALKS[kind](data), MOST_PARTS, None))


def _colours(flags: bytes) -> int:
    """The length of the colour table that these flags announce."""
    return 3 << (flags[0] % 8 + 1) if flags and flags[0] & 0x80 else 0


_WALKS: dict[str, Callable[[Bytes], Iterator[tuple[object, ...]]]] = {
    "jpeg": jpeg_segments,
    "png": png_chunks,
    "webp": riff_chunks,
    "gif": gif_blocks,
    "avif": boxes,
    "heic": boxes,
}
