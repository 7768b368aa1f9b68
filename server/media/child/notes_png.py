"""In the child: what a PNG carries besides its picture."""

import contextlib
import zlib

from server.media.child.items import ITEM_BYTES
from server.media.child.noted import EXIF, Notes
from server.media.child.walk import png_chunks

_XMP_OF_PNG, _HEX_IN_PNG = b"XML:com.adobe.xmp", b"Raw profile type "


def read_png(notes: Notes, data: bytes) -> None:
    """Add to `notes` what stands in the chunks of a PNG."""
    end = len(data)
    for chunk in png_chunks(data):
        content = data[chunk.body : chunk.end - 4]
        if chunk.name == b"IEND":
            end = chunk.end
        elif chunk.name == b"eXIf":
            notes.exif = notes.exif or content[:ITEM_BYTES]
        elif chunk.name in (b"tEXt", b"zTXt", b"iTXt"):
            with contextlib.suppress(ValueError, zlib.error):
                _add_png_text(notes, chunk.name, content)
        elif chunk.name == b"acTL":
            notes.moves = int.from_bytes(content[:4], "big") > 1
        elif chunk.name == b"caBX":
            notes.credentials = True
        elif chunk.name == b"cICP" and len(content) == 4:
            notes.cicp = content[0], content[1]
    notes.look_behind(data, end)


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
    elif keyword.startswith(_HEX_IN_PNG):
        _add_hex(notes, rest)
    else:
        notes.add_text(keyword + b": " + rest[:ITEM_BYTES])


def _add_hex(notes: Notes, text: bytes) -> None:
    """What ImageMagick makes of the notes of other formats: a name, a length, and lines of digits."""
    name, _, *digits = text[: 2 * ITEM_BYTES].split()
    content = bytes.fromhex(b"".join(digits).decode())
    if content.startswith(EXIF):
        notes.exif = notes.exif or content
    elif name == b"iptc":
        notes.photoshop = notes.photoshop or content
    else:
        notes.add_xmp(content)
