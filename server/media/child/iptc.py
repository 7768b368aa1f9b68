"""In the child: names and places in the notes that press agencies and Photoshop leave (IPTC)."""

from server.media.child import words
from server.media.sentences import mark

_IPTC_BLOCK, _DATASET = 0x0404, b"\x1c\2"
_TEXTS = {
    5: ("words", mark("A title")),
    25: ("words", mark("A keyword")),
    80: ("owner", mark("Made by")),
    90: ("place", mark("A place")),
    92: ("place", mark("A place")),
    101: ("place", mark("A country")),
    110: ("owner", mark("Credit")),
    116: ("owner", mark("Copyright")),
    120: ("words", mark("A description")),
}


def press_notes(photoshop: bytes) -> list[tuple[str, str]]:
    """Kinds and words, from what stands behind "Photoshop 3.0" in a JPEG."""
    return [finding for block in _blocks(photoshop) for finding in _findings(block)]


def _blocks(photoshop: bytes) -> list[bytes]:
    """Those of IPTC; each is "8BIM", a number, a name and its content, both padded to even lengths."""
    found, at = [], 0
    while photoshop[at : at + 4] == b"8BIM" and at + 12 <= len(photoshop):
        number, name_length = int.from_bytes(photoshop[at + 4 : at + 6], "big"), photoshop[at + 6]
        at += 6 + (name_length + 2) // 2 * 2
        length = int.from_bytes(photoshop[at : at + 4], "big")
        if number == _IPTC_BLOCK:
            found.append(photoshop[at + 4 : at + 4 + length])
        at += 4 + (length + 1) // 2 * 2
    return found


def _findings(block: bytes) -> list[tuple[str, str]]:
    found, at = [], 0
    while block[at : at + 2] == _DATASET and at + 5 <= len(block):
        length = int.from_bytes(block[at + 3 : at + 5], "big")
        kind, beginning = _TEXTS.get(block[at + 2], ("", ""))
        if said := words.clean(block[at + 5 : at + 5 + length]) if kind else "":
            found.append((kind, f"{beginning}: “{said}”" if kind == "words" else f"{beginning}: {said}"))
        at += 5 + length
    return found
