"""In the child: whether a photo has its end."""

from server.media.child import walk

# No compressed picture ends in so many zeros, but a download that was given its place and not its bytes does.
_PADDING = bytes(512)


def is_cut_off(kind: str, data: bytes) -> bool:
    """Whether a photo lacks its end; asked after it could not be read."""
    return _ENDS[kind](data)


def is_padded(kind: str, data: bytes) -> bool:
    """Whether zeros stand where a photo should go on: decoders take them for a picture."""
    if kind == "jpeg":
        return data.endswith(bytes(16)) and _jpeg_lacks_its_end(data)
    if kind == "webp":
        return any(part.name == b"VP8 " and data.endswith(_PADDING, 0, part.end) for part in walk.riff_chunks(data))
    if kind in ("avif", "heic"):
        return any(part.name == b"mdat" and data.endswith(_PADDING, 0, part.end) for part in walk.boxes(data))
    return False


def _jpeg_lacks_its_end(data: bytes) -> bool:
    scan = next((segment.at for segment in walk.jpeg_segments(data) if segment.marker == walk.SCAN), 0)
    return data.find(b"\xff\xd9", scan) < 0


def _png_lacks_its_end(data: bytes) -> bool:
    return b"IEND" not in data


def _webp_lacks_its_end(data: bytes) -> bool:
    return len(data) < int.from_bytes(data[4:8], "little") + 8


def _heif_lacks_its_end(data: bytes) -> bool:
    end = max((part.end for part in walk.boxes(data)), default=0)
    return end < len(data)


def _gif_lacks_its_end(data: bytes) -> bool:
    return not data.rstrip(b"\0").endswith(b";")


_ENDS = {
    "jpeg": _jpeg_lacks_its_end,
    "png": _png_lacks_its_end,
    "webp": _webp_lacks_its_end,
    "avif": _heif_lacks_its_end,
    "heic": _heif_lacks_its_end,
    "gif": _gif_lacks_its_end,
}
