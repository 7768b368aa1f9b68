"""In the child: the few properties of XMP that matter to us. XMP is searched, not parsed: it may be anything."""

import re
from fractions import Fraction

from server.media.child import words
from server.media.child.items import ITEM_BYTES
from server.media.sentences import mark

_VALUE = rb"""(?:\s{0,20}=\s{0,20}["']|>\s{0,200}(?:<rdf:\w{3}>\s{0,200}<rdf:li[^>]{0,60}>)?)([^<"']{1,200})"""
_ANGLE = re.compile(r"(\d{1,3})(?:,(\d{1,2}(?:\.\d{1,12})?))?(?:,(\d{1,2}(?:\.\d{1,12})?))?([NSEW])")
_DATES = (rb"exif:DateTimeOriginal", rb"photoshop:DateCreated", rb"xmp:CreateDate")

# property, kind of finding, beginning of its words
_TEXTS = (
    (rb"aux:SerialNumber", "serial", mark("Serial number of the camera")),
    (rb"exifEX:BodySerialNumber", "serial", mark("Serial number of the camera")),
    (rb"aux:LensSerialNumber", "serial", mark("Serial number of the lens")),
    (rb"exifEX:LensSerialNumber", "serial", mark("Serial number of the lens")),
    (rb"aux:OwnerName", "owner", mark("Owner of the camera")),
    (rb"exifEX:CameraOwnerName", "owner", mark("Owner of the camera")),
    (rb"dc:creator", "owner", mark("Made by")),
    (rb"dc:rights", "owner", mark("Copyright")),
    (rb"photoshop:Credit", "owner", mark("Credit")),
    (rb"mwg-rs:Name", "people", mark("Somebody in the picture")),
    (rb"MPReg:PersonDisplayName", "people", mark("Somebody in the picture")),
    (rb"Iptc4xmpExt:PersonInImage", "people", mark("Somebody in the picture")),
    (rb"Iptc4xmpCore:Location", "place", mark("A place")),
    (rb"photoshop:City", "place", mark("A place")),
    (rb"dc:description", "words", mark("A description")),
    (rb"dc:title", "words", mark("A title")),
    (rb"xmp:CreatorTool", "software", mark("Software")),
)


class Xmp:
    """What can be found in a piece of XMP."""

    def __init__(self, xmp: bytes) -> None:
        self._xmp = xmp[:ITEM_BYTES]

    def findings(self) -> list[tuple[str, str]]:
        """Kinds and words."""
        found = []
        for name, kind, beginning in _TEXTS:
            if said := words.clean(self._value(name)):
                found.append((kind, f"{beginning}: “{said}”" if kind == "words" else f"{beginning}: {said}"))
        return found

    def positions(self) -> list[tuple[str, str]]:
        """None or one."""
        latitude, longitude = (self._angle(name) for name in (rb"exif:GPSLatitude", rb"exif:GPSLongitude"))
        if latitude is None or longitude is None or latitude == longitude == 0:
            return []
        return [("position", f"{words.POSITION}: {words.position(latitude, longitude)}")]

    def moment(self) -> str:
        """When the picture was taken, in words."""
        return next(filter(None, (words.moment(self._value(name)) for name in _DATES)), "")

    def _value(self, name: bytes) -> bytes:
        found = re.search(rb"\b" + name + _VALUE, self._xmp)
        return found[1] if found else b""

    def _angle(self, name: bytes) -> Fraction | None:
        found = _ANGLE.fullmatch(words.clean(self._value(name)))
        if not found:
            return None
        degrees = sum((Fraction(part) / 60**index for index, part in enumerate(found.groups()[:3]) if part), Fraction())
        return -degrees if found[4] in "SW" else degrees
