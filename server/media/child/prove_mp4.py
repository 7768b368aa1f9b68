"""In the child: whether a published MP4 holds anything but a film and its sound."""

from collections.abc import Iterator

from server.media.child.walk import Bytes, Part, boxes

# What holds others, and how many bytes stand before those
_HOLDING = {
    **dict.fromkeys((b"moov", b"trak", b"edts", b"mdia", b"minf", b"dinf", b"stbl", b"mvex", b"moof", b"traf"), 0),
    b"mfra": 0,
    b"dref": 8,
    b"stsd": 8,
    b"avc1": 78,
    b"mp4a": 28,
}
_PLAIN = {
    *(b"ftyp", b"styp", b"mdat", b"sidx", b"mvhd", b"tkhd", b"elst", b"mdhd", b"hdlr", b"vmhd", b"smhd", b"url "),
    *(b"stts", b"stss", b"ctts", b"stsc", b"stsz", b"stco", b"co64", b"sdtp", b"sgpd", b"sbgp", b"mehd", b"trex"),
    *(b"mfhd", b"tfhd", b"tfdt", b"trun", b"tfra", b"mfro", b"avcC", b"esds", b"colr", b"pasp", b"btrt", b"prft"),
}
_MADE_AT = (b"mvhd", b"tkhd", b"mdhd")
# What ffmpeg writes where notes would be, and where it leaves no room: nothing.
_EMPTY = {
    b"udta": bytes.fromhex("000000356d657461000000000000002168646c7200000000000000006d6469726170706c")
    + bytes(9)
    + b"\0\0\0\x08ilst",
    b"free": b"",
}
_HANDLERS = {b"vide": (b"", b"VideoHandler"), b"soun": (b"", b"SoundHandler")}


def leftovers_in_mp4(data: Bytes) -> Iterator[str]:
    """A sentence for each thing that is neither."""
    if data[4:8] not in (b"ftyp", b"styp"):
        yield "it is not an MP4"
    yield from _in(data, 0, len(data))


def _in(data: Bytes, at: int, end: int) -> Iterator[str]:
    for box in boxes(data, at, end):
        at = box.end
        if box.name in _HOLDING:
            yield from _in(data, box.body + _HOLDING[box.name], box.end)
        elif box.name in _EMPTY and bytes(data[box.body : box.end]) == _EMPTY[box.name]:
            continue
        elif box.name not in _PLAIN:
            yield f"a box {box.name.decode('latin-1')!r} of {box.end - box.body} bytes"
        elif box.name == b"hdlr":
            yield from _in_handler(data[box.body : box.end])
        elif box.name in _MADE_AT and _is_dated(data, box):
            yield "the date at which it was made"
    if at != end:
        yield f"{end - at} bytes that are in no box"


def _in_handler(content: bytes) -> Iterator[str]:
    kind, name = content[8:12], content[24:].rstrip(b"\0")
    if kind not in _HANDLERS:
        yield f"a track of {kind.decode('latin-1')!r}"
    elif name not in _HANDLERS[kind]:
        yield f"a track named {name[:60].decode('latin-1')!r}"


def _is_dated(data: Bytes, box: Part) -> bool:
    times = 16 if data[box.body] else 8
    return any(data[box.body + 4 : box.body + 4 + times])
