"""In the child: what a photo carries besides its picture, taken out of its container; never raises."""

import contextlib

from server.media.child import walk
from server.media.child.items import ITEM_BYTES, Items
from server.media.child.noted import EXIF, Notes
from server.media.child.notes_png import read_png

_XMP = b"http://ns.adobe.com/x"
_PHOTOSHOP, _MANY_PICTURES = b"Photoshop 3.0\0", b"MPF\0"


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
        elif segment.marker == walk.APP1 and content.startswith(EXIF):
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
    notes.look_behind(data, end)


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
    notes.look_behind(data, 8 + int.from_bytes(data[4:8], "little"))


def _of_heif(notes: Notes, data: bytes) -> None:
    names = {box.name for box in walk.boxes(data)}
    notes.credentials = b"uuid" in names or b"jumb" in names
    notes.moves = b"moov" in names
    items = Items(data)
    for property_ in items.properties(items.primary()):
        if property_.name == b"colr" and data[property_.body : property_.body + 4] == b"nclx":
            at = property_.body + 4
            notes.cicp = int.from_bytes(data[at : at + 2], "big"), int.from_bytes(data[at + 2 : at + 4], "big")
    notes.thumbnail, notes.pictures = items.has_thumbnail(), items.has_auxiliary()
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


_READERS = {
    "jpeg": _of_jpeg,
    "png": read_png,
    "webp": _of_webp,
    "avif": _of_heif,
    "heic": _of_heif,
    "gif": _of_gif,
}
