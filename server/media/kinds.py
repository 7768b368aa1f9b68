"""What a file is, told from its first bytes; its name and its declared type are only claims."""

from server.media.refused import Refused

HEAD_BYTES = 1024
PHOTOS = ("jpeg", "png", "webp")

_SIGNATURES = (
    (0, b"\xff\xd8\xff", "jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "png"),
    (8, b"WEBP", "webp"),
    (8, b"AVI ", "video"),
    (0, b"\x1aE\xdf\xa3", "video"),
    (0, b"GIF8", "gif"),
    (0, b"II*\0", "raw"),
    (0, b"MM\0*", "raw"),
    (0, b"FUJIFILMCCD-RAW", "raw"),
    (8, b"crx ", "raw"),
)
_SENTENCES = {
    "svg": "This is an SVG drawing, not a photo. Use a JPEG, PNG or WebP file.",
    "heic": "This is a HEIC photo, which we cannot read yet. Save it as a JPEG and try again.",
    "avif": "This is an AVIF picture, which we cannot read yet. Save it as a JPEG and try again.",
    "gif": "This is a GIF. Use a JPEG, PNG or WebP file.",
    "video": "This is a video, not a photo. Use a JPEG, PNG or WebP file.",
    "raw": "This is a TIFF or camera raw file. Save it as a JPEG and try again.",
    "unknown": "This is not a photo we can read. Use a JPEG, PNG or WebP file.",
}


def photo_kind(head: bytes) -> str:
    """One of PHOTOS. Raises Refused, naming what the file is instead."""
    kind = _kind(head)
    if kind not in PHOTOS:
        raise Refused(kind, _SENTENCES[kind])
    return kind


def is_cut_off(kind: str, head: bytes, tail: bytes, size: int) -> bool:
    """Whether a photo of this kind lacks its end; asked only after it could not be read."""
    if kind == "jpeg":
        return not tail.endswith(b"\xff\xd9")
    if kind == "png":
        return b"IEND" not in tail
    return size < int.from_bytes(head[4:8], "little") + 8


def _kind(head: bytes) -> str:
    for offset, signature, kind in _SIGNATURES:
        if head.startswith(signature, offset):
            return kind
    if head[4:8] == b"ftyp":
        return _kind_by_brand(head[8:32])
    return "svg" if b"<svg" in head.lower() else "unknown"


def _kind_by_brand(brands: bytes) -> str:
    if b"avif" in brands or b"avis" in brands:
        return "avif"
    return "heic" if brands.startswith((b"hei", b"hev", b"mif1", b"msf1")) else "video"
