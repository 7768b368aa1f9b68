"""In the child: what a photo carries besides its picture, taken out of its container; never raises."""

import contextlib
import zlib
from dataclasses import dataclass, field

from server.media import child_walk as walk
from server.media.child_items import ITEM_BYTES, Items

_EXIF, _XMP = b"Exif\0\0", b"http://ns.adobe.com/x"
_PHOTOSHOP, _MANY_PICTURES = b"Photoshop 3.0\0", b"MPF\0"
_XMP_OF_PNG = b"XML:com.adobe.xmp"
# Of all comments and text chunks together
MOST_TEXTS = 10


@dataclass
class Notes:
    """`cicp` is (primaries, transfer), as H.273 numbers them, or None."""

    exif: bytes = b""
    xmp: bytes = b""
    photoshop: bytes = b""
    texts: list[bytes] = field(default_factory=list)
    thumbnail: bool = False
    pictures: bool = False
    film: bool = False
    credentials: bool = False
    behind: int = 0
    moves: bool = False
    cicp: tuple[int, int] | None = None

    def add_xmp(self, xmp: bytes) -> None:
        """XMP, or more of it."""
        if len(self.xmp) < ITEM_BYTES:
            self.xmp += xmp

    def add_text(self, text: bytes) -> None:
        """A comment; of too many the rest is as good as unread."""
        if len(self.texts) < MOST_TEXTS and text.strip(b"\0 \r\n\t"):
            self.texts.append(text)


def read(kind: str, data: bytes) -> Notes:
    """The notes in a photo of this kind, as far as they can be read."""
    notes = Notes()
    with contextlib.suppress(Exception):  # a photo with broken notes is still a photo
        _READERS[kind](notes, data)
    return notes


def _of_jpeg(notes: Notes, data: bytes) -> None:
    end = len(data)
    for segment in walk.jpeg_segments(data):
        content = data[segment.body : segment.end]
        if segment.marker == walk.EOI:
            end = segment.end
        elif segment.marker == walk.APP0:
            notes.thumbnail |= content.startswith(b"JFXX\0") or any(content[12:14])
        elif segment.marker == walk.APP1 and content.startswith(_EXIF):
            notes.exif = notes.exif or content
        elif segment.marker == walk.APP1 and content.startswith(_XMP):
            notes.add_xmp(content)
        elif segment.marker == walk.APP2:
            notes.pictures |= content.startswith(_MANY_PICTURES)
        elif segment.marker == walk.APP11:
            notes.credentials |= b"jumb" in content[:32]
        elif segment.marker == walk.APP13 and content.startswith(_PHOTOSHOP):
            notes.photoshop = notes.photoshop or content[len(_PHOTOSHOP) :]
        elif segment.marker == walk.COMMENT:
            notes.add_text(content)
    _look_behind(notes, data, end)


def _of_png(notes: Notes, data: bytes) -> None:
    end = len(data)
    for chunk in walk.png_chunks(data):
        content = data[chunk.body : chunk.end - 4]
        if chunk.name == b"IEND":
            end = chunk.end
        elif chunk.name == b"eXIf":
            notes.exif = notes.exif or content[:ITEM_BYTES]
        elif chunk.name in (b"tEXt", b"zTXt", b"iTXt"):
            _add_png_text(notes, chunk.name, content)
        elif chunk.name == b"acTL":
            notes.moves = int.from_bytes(content[:4], "big") > 1
        elif chunk.name == b"caBX":
            notes.credentials = True
        elif chunk.name == b"cICP" and len(content) == 4:
            notes.cicp = content[0], content[1]
    _look_behind(notes, data, end)


def _add_png_text(notes: Notes, name: bytes, content: bytes) -> None:
    keyword, _, rest = content.partition(b"\0")
    packed = name == b"zTXt"
    if name == b"iTXt":
        packed, rest = rest[:1] == b"\1", b"\0".join(rest[2:].split(b"\0", 2)[2:])
    elif packed:
        rest = rest[1:]
    if packed:
        rest = zlib.decompressobj().decompress(rest, ITEM_BYTES)
    if keyword == _XMP_OF_PNG:
        notes.add_xmp(rest)
    else:
        notes.add_text(keyword + b": " + rest[:ITEM_BYTES])


def _of_webp(notes: Notes, data: bytes) -> None:
    pictures = 0
    for chunk in walk.riff_chunks(data):
        content = data[chunk.body : min(chunk.end, chunk.body + ITEM_BYTES)]
        if chunk.name == b"EXIF":
            notes.exif = notes.exif or content
        elif chunk.name == b"XMP ":
            notes.add_xmp(content)
        elif chunk.name == b"C2PA":
            notes.credentials = True
        elif chunk.name == b"ANMF":
            pictures += 1
    notes.moves = pictures > 1
    _look_behind(notes, data, 8 + int.from_bytes(data[4:8], "little"))


def _of_heif(notes: Notes, data: bytes) -> None:
    names = {box.name for box in walk.boxes(data)}
    notes.credentials = b"uuid" in names or b"jumb" in names
    notes.moves = b"moov" in names
    items = Items(data)
    for property_ in items.properties(items.primary()):
        if property_.name == b"colr" and data[property_.body : property_.body + 4] == b"nclx":
            at = property_.body + 4
            notes.cicp = int.from_bytes(data[at : at + 2], "big"), int.from_bytes(data[at + 2 : at + 4], "big")
    references = items.references()
    notes.thumbnail = b"thmb" in references
    notes.pictures = b"auxl" in references
    for item in items.all():
        if item.type == b"Exif":
            content = items.content(item.id)
            notes.exif = notes.exif or content[4 + int.from_bytes(content[:4], "big") :]
        elif item.type == b"mime":
            notes.add_xmp(items.content(item.id))


def _of_gif(notes: Notes, data: bytes) -> None:
    for block in walk.gif_blocks(data):
        if block.name == b"!\xfe":
            notes.add_text(walk.gif_text(data, block))
        elif block.name == b"!\xff" and data[block.body + 1 : block.body + 12] == b"XMP DataXMP":
            notes.xmp = data[block.body + 12 : min(block.end, block.body + ITEM_BYTES)]


def _look_behind(notes: Notes, data: bytes, end: int) -> None:
    """Phones put films and further pictures behind the end of a picture, others a ZIP file."""
    notes.behind = len(data[end:].rstrip(b"\0"))
    notes.film = b"ftyp" in data[end:]
    notes.pictures |= b"\xff\xd8\xff" in data[end:]


_READERS = {
    "jpeg": _of_jpeg,
    "png": _of_png,
    "webp": _of_webp,
    "avif": _of_heif,
    "heic": _of_heif,
    "gif": _of_gif,
}
