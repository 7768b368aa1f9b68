"""What a file is, told from its first bytes; its name and its declared type are only claims."""

import re

from server.media import sentences
from server.media.refused import Refused

HEAD_BYTES = 1024
# A "gif" is a photo until it is seen to move.
PHOTOS = ("jpeg", "png", "webp", "avif", "heic", "gif")
VIDEOS = ("mp4", "mov", "webm")

_SIGNATURES = {
    "jpeg": rb"\xff\xd8\xff",
    "png": rb"\x89PNG\r\n\x1a\n",
    "gif": rb"GIF8[79]a",
    "webp": rb"RIFF.{4}WEBP",
    "avi": rb"RIFF.{4}AVI ",
    "raw": rb"II\*\0.{4}CR|FUJIFILMCCD-RAW|IIU\0|IIR[OS]|MMOR|\0MRM|FOVb",
    "tiff": rb"II[*+]\0|MM\0[*+]",
    "jxl": rb"\xff\x0a|\0\0\0\x0cJXL \r\n",
    "jp2": rb"\xff\x4f\xff\x51|\0\0\0\x0cjP  \r\n",
    "photoshop": rb"8BPS\0",
    "bmp": rb"BM.{4}\0{4}",
    "icon": rb"\0\0[\x01\x02]\0[^\0]\0",
    "pdf": rb"%PDF-",
    "postscript": rb"%!PS|\xc5\xd0\xd3\xc6",
    "office": rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1|\{\\rtf",
    "zip": rb"PK\x03\x04|PK\x05\x06|Rar!\x1a\x07|7z\xbc\xaf\x27\x1c|\x1f\x8b|BZh[1-9]|\xfd7zXZ\0|.{257}ustar",
    "audio": rb"ID3|fLaC|#!AMR|MThd|RIFF.{4}WAVE|FORM.{4}AIF|\xff[\xf1-\xf3\xf9-\xfb]",
    "ogg": rb"OggS",
    "webm": rb"\x1aE\xdf\xa3.{,40}webm",
    "mkv": rb"\x1aE\xdf\xa3",
    "flv": rb"FLV\x01",
    "wmv": rb"\x30\x26\xb2\x75\x8e\x66\xcf\x11",
    "mpeg": rb"\0\0\x01[\xb3\xba]|G.{187}G.{187}G",
    "realmedia": rb"\.RMF",
    "program": rb"MZ.\0|\x7fELF|#!/",
}
_OLD_QUICKTIME = (b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")
_BRANDS = {
    "avif": (b"avif", b"avis"),
    "heic": (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"mif2", b"msf1"),
    "raw": (b"crx ",),
    "jxl": (b"jxl ",),
    "jp2": (b"jp2 ", b"jpx ", b"jpm "),
    "audio": (b"M4A ", b"M4B ", b"M4P ", b"F4A ", b"F4B "),
    "mov": (b"qt  ",),
}
_OFFICE = (b"[Content_Types].xml", b"_rels/", b"word/", b"xl/", b"ppt/", b"vnd.oasis.opendocument", b"epub+zip")


def kind_of(head: bytes) -> str:
    """One of PHOTOS or VIDEOS, from a file's first HEAD_BYTES. Raises Refused, naming what the file is instead."""
    kind = _kind(head)
    if kind not in PHOTOS + VIDEOS:
        raise Refused(kind, sentences.WRONG_KINDS[kind])
    return kind


def _kind(head: bytes) -> str:
    if not head.strip(b"\0"):
        return "blank" if head else "empty"
    if head[4:8] == b"ftyp":
        return _kind_by_brands(head)
    if head[4:8] in _OLD_QUICKTIME:
        return "mov"
    for kind, signature in _SIGNATURES.items():
        if re.match(signature, head, re.DOTALL):
            return "office" if kind == "zip" and any(name in head for name in _OFFICE) else kind
    return _kind_of_text(head.lower())


def _kind_by_brands(head: bytes) -> str:
    """The major brand decides; those for pictures of any kind leave it to the others."""
    size = min(int.from_bytes(head[:4], "big"), len(head))
    major, others = head[8:12], {head[at : at + 4] for at in range(16, size - 3, 4)}
    if major in (b"mif1", b"mif2", b"msf1", b"miaf") and others & {b"avif", b"avis"}:
        return "avif"
    return next((kind for kind, brands in _BRANDS.items() if major in brands), "mp4")


def _kind_of_text(head: bytes) -> str:
    if b"<svg" in head:
        return "svg"
    return "html" if re.search(rb"<(!doctype html|html|head|body|script)\b", head) else "unknown"
