"""In the child: a photo's bytes without its notes, so that no decoder stumbles over broken ones or looks at any."""

import contextlib
from collections.abc import Callable

from server.media.child import walk
from server.media.child.items import Items

_JPEG_NOTES = {*range(walk.APP1, 0xF0), walk.COMMENT} - {walk.APP2, walk.APP14}
_PNG_PICTURE = {b"IHDR", b"PLTE", b"tRNS", b"iCCP", b"IDAT", b"IEND"}


def pixels_only(kind: str, data: bytes) -> bytes:
    """What a decoder needs to see. A file that cannot be walked through comes back as it is."""
    strip = _STRIPPERS.get(kind)
    with contextlib.suppress(ValueError, LookupError):
        return strip(data) if strip else data
    return data


def _of_jpeg(data: bytes) -> bytes:
    kept = [data[:2]]
    for segment in walk.jpeg_segments(data):
        if segment.marker == walk.SOS:
            return b"".join([*kept, data[segment.at :]])
        if segment.marker not in _JPEG_NOTES:
            kept.append(data[segment.at : segment.end])
    return data


def _of_png(data: bytes) -> bytes:
    kept, end = [data[:8]], 8
    for chunk in walk.png_chunks(data):
        end = chunk.end
        if chunk.name in _PNG_PICTURE:
            kept.append(data[chunk.at : end])
    # What cannot be walked through is for the decoder to judge.
    return b"".join([*kept, data[end:]])


def _of_heif(data: bytes) -> bytes:
    """With the notes renamed: all that stands in the file keeps its place."""
    renamed = bytearray(data)
    for item in Items(data).all():
        if item.type in (b"Exif", b"mime"):
            renamed[item.type_at : item.type_at + 4] = b"none"
    return bytes(renamed)


_STRIPPERS: dict[str, Callable[[bytes], bytes]] = {
    "jpeg": _of_jpeg,
    "png": _of_png,
    "avif": _of_heif,
    "heic": _of_heif,
}
