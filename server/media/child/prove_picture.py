"""In the child: whether a published picture holds anything but a picture."""

import re
from collections.abc import Iterator

from server.media.child import walk
from server.media.child.items import Items
from server.media.child.walk import Bytes

# Long enough that no compressed picture has them by chance
_TELL_TALES = (
    *(b"Exif\0\0II*\0", b"Exif\0\0MM\0*", b"http://ns.adobe.com/", b"<x:xmpmeta", b"<?xpacket", b"Photoshop 3.0"),
    *(b"ICC_PROFILE\0", b"GPSLatitude", b"GPSLongitude", b"SerialNumber", b"acspAPPL", b"MakerNote"),
)
# Start of frame (baseline, extended, progressive), tables, restarts, scans
_JPEG_PICTURE = {0xC0, 0xC1, 0xC2, 0xC4, 0xDB, 0xDD, walk.SOS, walk.SCAN, walk.EOI}
_JFIF_WITHOUT_THUMBNAIL = re.compile(rb"JFIF\x00\x01.{6}\x00\x00", re.DOTALL)
_WEBP_PICTURE = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH"}
_WEBP_ONLY_ALPHA = 0x10
_AVIF_FILE, _AVIF_META = {b"ftyp", b"meta", b"mdat"}, {b"hdlr", b"pitm", b"iloc", b"iinf", b"iref", b"iprp"}
_AVIF_PROPERTIES = {b"ispe", b"pixi", b"av1C", b"colr", b"auxC"}


def leftovers_in_jpeg(data: Bytes) -> Iterator[str]:
    """A sentence for each thing that is no picture."""
    end = 2 if data[:2] == b"\xff\xd8" else 0
    for segment in walk.jpeg_segments(data):
        if segment.at != end:
            yield f"{segment.at - end} bytes between its parts"
        end, content = segment.end, data[segment.body : segment.end]
        if segment.marker == walk.APP0 and _JFIF_WITHOUT_THUMBNAIL.fullmatch(content):
            continue
        if segment.marker == walk.APP14 and content.startswith(b"Adobe\0") and len(content) == 12:
            continue
        if segment.marker not in _JPEG_PICTURE:
            yield f"a segment FF{segment.marker:02X} of {len(content)} bytes"
    yield from _behind(data, end)
    yield from _tell_tales(data)


def leftovers_in_webp(data: Bytes) -> Iterator[str]:
    """A sentence for each thing that is no picture."""
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP" or int.from_bytes(data[4:8], "little") + 8 != len(data):
        yield "it is not a whole WebP"
    end = 12
    for chunk in walk.riff_chunks(data):
        end = chunk.end
        if chunk.name not in _WEBP_PICTURE:
            yield f"a chunk {_readable(chunk.name)} of {chunk.end - chunk.body} bytes"
        if chunk.name == b"VP8X" and data[chunk.body] & ~_WEBP_ONLY_ALPHA:
            yield "it announces notes or an animation"
    yield from _behind(data, end)
    yield from _tell_tales(data)


def leftovers_in_avif(data: Bytes) -> Iterator[str]:
    """A sentence for each thing that is no picture."""
    end, media = 0, []
    for box in walk.boxes(data):
        end = box.end
        if box.name not in _AVIF_FILE:
            yield f"a box {_readable(box.name)}"
        if box.name == b"mdat":
            media.append((box.body, box.end))
        if box.name == b"meta":
            inner = walk.boxes(data, box.body + 4, box.end)
            yield from (f"a box {_readable(part.name)}" for part in inner if part.name not in _AVIF_META)
    yield from _behind(data, end)
    try:
        yield from _in_items(data, Items(data), media)
    except (ValueError, LookupError):
        yield "its items cannot be read"
    yield from _tell_tales(data)


def _in_items(data: Bytes, items: Items, media: list[tuple[int, int]]) -> Iterator[str]:
    yield from (f"an item {_readable(item.type)}" for item in items.all() if item.type != b"av01")
    for part in items.all_properties():
        is_profile = part.name == b"colr" and data[part.body : part.body + 4] != b"nclx"
        if part.name not in _AVIF_PROPERTIES or is_profile:
            yield f"a property {_readable(part.name)}"
    used = sorted((at, at + length) for extents in items.extents().values() for at, length in extents)
    if sum(end - at for at, end in used) != sum(end - at for at, end in media):
        yield "bytes that belong to no picture"


def _behind(data: Bytes, end: int) -> Iterator[str]:
    if end != len(data):
        yield f"{len(data) - end} bytes behind its end"


def _tell_tales(data: Bytes) -> Iterator[str]:
    for words in _TELL_TALES:
        if data.find(words) >= 0:
            yield f"the words {_readable(words)}"


def _readable(name: bytes) -> str:
    return repr(name.decode("latin-1"))
