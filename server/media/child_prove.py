"""In the child: whether a published file holds anything but its picture or film. Nothing is decoded.

What may be in a file is listed, and everything else is told. The lists are as short as our own encoders allow.
"""

import mmap
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from server.media import child_walk as walk
from server.media.child_items import Items
from server.media.child_prove_mp4 import leftovers_in_mp4
from server.media.child_walk import Bytes

MOST = 20

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
_PLAYLIST_LINE = re.compile(
    r'(#EXT(M3U|-X-[A-Z-]+(:[A-Za-z0-9=,."@/_-]*)?|INF:[0-9.]+,)|[a-z0-9/]*[a-z0-9]+\.(mp4|m3u8))?'
)


def prove(files: list[Path]) -> list[str]:
    """What these files hold that they should not, a sentence each."""
    return [f"{file.name}: {leftover}" for file in files for leftover in list(_leftovers(file))[:MOST]]


def _leftovers(file: Path) -> Iterator[str]:
    if not file.stat().st_size:
        yield "it is empty"
    elif file.suffix not in _PROOFS:
        yield f"nobody knows what may be in {file.suffix}"
    else:
        with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as data:
            yield from _PROOFS[file.suffix](data)


def _in_jpeg(data: Bytes) -> Iterator[str]:
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


def _in_webp(data: Bytes) -> Iterator[str]:
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


def _in_avif(data: Bytes) -> Iterator[str]:
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
    found = items.all()
    yield from (f"an item {_readable(item.type)}" for item in found if item.type != b"av01")
    for item in found:
        for part in items.properties(item.id):
            if part.name not in _AVIF_PROPERTIES or (
                part.name == b"colr" and data[part.body : part.body + 4] != b"nclx"
            ):
                yield f"a property {_readable(part.name)}"
    used = sorted((at, at + length) for extents in items.extents().values() for at, length in extents)
    if sum(end - at for at, end in used) != sum(end - at for at, end in media):
        yield "bytes that belong to no picture"


def _in_playlist(data: Bytes) -> Iterator[str]:
    try:
        lines = data[:].decode("ascii").splitlines()
    except UnicodeDecodeError:
        yield "it is not plain text"
        return
    if not lines or lines[0] != "#EXTM3U":
        yield "it is not a playlist"
    yield from (f"a line that no playlist needs: {line[:60]!r}" for line in lines if not _PLAYLIST_LINE.fullmatch(line))


def _behind(data: Bytes, end: int) -> Iterator[str]:
    if end != len(data):
        yield f"{len(data) - end} bytes behind its end"


def _tell_tales(data: Bytes) -> Iterator[str]:
    for words in _TELL_TALES:
        if data.find(words) >= 0:
            yield f"the words {_readable(words)}"


def _readable(name: bytes) -> str:
    return repr(name.decode("latin-1"))


_PROOFS: dict[str, Callable[[Bytes], Iterator[str]]] = {
    ".jpg": _in_jpeg,
    ".webp": _in_webp,
    ".avif": _in_avif,
    ".mp4": leftovers_in_mp4,
    ".m3u8": _in_playlist,
}
