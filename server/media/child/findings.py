"""In the child: what a photo's notes give away, in words for its owner."""

from fractions import Fraction

from server.media.child import exif, words
from server.media.child.camera import camera_name
from server.media.child.exif import Exif
from server.media.child.iptc import press_notes
from server.media.child.noted import Notes
from server.media.child.xmp import Xmp
from server.media.sentences import mark

MOST = 40
_SERIAL, _OWNER = mark("Serial number of the camera"), mark("Owner of the camera")
_COMMENT = mark("A comment")
_NO_POSITION = mark("Notes of the positioning system (GPS), without a position")

_LATITUDE, _LONGITUDE, _HEIGHT, _DIRECTION = 2, 4, 6, 17
_NORTH_OR_SOUTH, _EAST_OR_WEST, _BELOW_THE_SEA = 1, 3, 5
_DATES = (0x9003, 0x9004, 0x0132)
_NIKONS_SERIAL, _CANONS_SERIAL, _CANONS_OWNER = 0x001D, 0x000C, 0x0009

# folder of EXIF, tag, kind of finding, beginning of its words
_TEXTS = (
    ("photo", 0xA431, "serial", mark("Serial number of the camera")),
    ("main", 0xC62F, "serial", mark("Serial number of the camera")),
    ("photo", 0xA435, "serial", mark("Serial number of the lens")),
    ("photo", 0xA420, "serial", mark("A number that only this picture has")),
    ("photo", 0xA430, "owner", mark("Owner of the camera")),
    ("main", 0x013B, "owner", mark("Made by")),
    ("main", 0x9C9D, "owner", mark("Made by")),
    ("main", 0x8298, "owner", mark("Copyright")),
    ("main", 0x010E, "words", mark("A description")),
    ("main", 0x9C9B, "words", mark("A title")),
    ("main", 0x9C9C, "words", mark("A comment")),
    ("main", 0x9C9E, "words", mark("Keywords")),
    ("main", 0x9C9F, "words", mark("A subject")),
    ("photo", 0x9286, "words", mark("A comment")),
    ("main", 0x0131, "software", mark("Software")),
    ("main", 0x013C, "computer", mark("Computer or phone")),
)
_UTF_16_TAGS = (0x9C9B, 0x9C9C, 0x9C9D, 0x9C9E, 0x9C9F)
_USER_COMMENT = 0x9286


def findings(notes: Notes) -> list[dict[str, str]]:
    """Each as {"kind": …, "words": …}; the same words only once, and at most MOST of them."""
    read, xmp = exif.read(notes.exif), Xmp(notes.xmp)
    found = [
        *_positions(read, xmp),
        *(("date", f"{words.DATE}: {when}") for when in [_moment(read) or xmp.moment()] if when),
        *(("camera", f"{words.CAMERA}: {name}") for name in [camera_name(read)] if name),
        *_texts(read),
        *_serials_in_maker_notes(read),
        *xmp.findings(),
        *press_notes(notes.photoshop),
        *(("words", f"{_COMMENT}: “{text}”") for text in map(words.clean, notes.texts) if text),
        *_contents(notes, read),
    ]
    if all(kind != "position" for kind, _ in found) and any(tag > 0 for tag in read.position):
        found.append(("position", _NO_POSITION))
    return [{"kind": kind, "words": said} for kind, said in dict.fromkeys(found)][:MOST]


def _positions(read: Exif, xmp: Xmp) -> list[tuple[str, str]]:
    latitude = _degrees(read, _LATITUDE, _NORTH_OR_SOUTH, b"S", 90)
    longitude = _degrees(read, _LONGITUDE, _EAST_OR_WEST, b"W", 180)
    if latitude is None or longitude is None or latitude == longitude == 0:
        return xmp.positions()
    said = [f"{words.POSITION}: {words.position(latitude, longitude)}"]
    metres, degrees = exif.number(read.position, _HEIGHT), exif.number(read.position, _DIRECTION)
    if metres is not None:
        below = exif.text(read.position, _BELOW_THE_SEA) == b"\1"
        said.append(words.height(-metres if below else metres))
    if degrees is not None:
        said.append(f"looking {words.direction(degrees)}")
    return [("position", ", ".join(said))]


def _degrees(read: Exif, tag: int, side_tag: int, negative: bytes, most: int) -> Fraction | None:
    parts = exif.numbers(read.position, tag)
    degrees = sum((part / 60**index for index, part in enumerate(parts[:3])), Fraction())
    if not parts or not 0 <= degrees <= most:
        return None
    return -degrees if exif.text(read.position, side_tag).upper() == negative else degrees


def _moment(read: Exif) -> str:
    said = (exif.text(read.photo, tag) or exif.text(read.main, tag) for tag in _DATES)
    return next(filter(None, map(words.moment, said)), "")


def _texts(read: Exif) -> list[tuple[str, str]]:
    found = []
    for folder, tag, kind, beginning in _TEXTS:
        value = getattr(read, folder).get(tag)
        said = words.clean(_decoded(tag, value)) if isinstance(value, bytes) else ""
        if said:
            found.append((kind, f"{beginning}: “{said}”" if kind == "words" else f"{beginning}: {said}"))
    return found


def _decoded(tag: int, value: bytes) -> bytes | str:
    if tag in _UTF_16_TAGS:
        return value[: len(value) // 2 * 2].decode("utf-16-le", "replace").split("\0")[0]
    if tag == _USER_COMMENT:
        # its first eight bytes name an encoding
        return value[8:].decode("utf-16-be", "ignore") if value.startswith(b"UNICODE") else value[8:]
    return value.split(b"\0")[0]


def _serials_in_maker_notes(read: Exif) -> list[tuple[str, str]]:
    canons = exif.number(read.maker, _CANONS_SERIAL)
    serial = words.clean(exif.text(read.maker, _NIKONS_SERIAL)) or (str(int(canons)) if canons else "")
    owner = words.clean(exif.text(read.maker, _CANONS_OWNER)) if canons else ""
    found = [("serial", f"{_SERIAL}: {serial}")] if serial else []
    return found + ([("owner", f"{_OWNER}: {owner}")] if owner else [])


def _contents(notes: Notes, read: Exif) -> list[tuple[str, str]]:
    """What is in the file as a whole."""
    found = (
        (
            exif.MAKER_NOTES in read.photo,
            "maker_notes",
            mark("The camera maker's own notes, often with serial numbers"),
        ),
        (
            notes.thumbnail or read.thumbnail,
            "thumbnail",
            mark("A small copy of the picture, perhaps of all before cropping"),
        ),
        (notes.film, "film", mark("A short film that was taken with the picture")),
        (notes.pictures, "pictures", mark("Further pictures, such as depth or brightness")),
        (notes.credentials, "credentials", mark("Content credentials: who made and edited the picture, and with what")),
        (notes.xmp, "xmp", mark("What editing programs wrote down (XMP)")),
        (notes.photoshop, "photoshop", mark("What Photoshop or a press agency wrote down (IPTC)")),
        (
            notes.behind and not notes.film and not notes.pictures,
            "behind",
            mark("Something behind the end of the picture"),
        ),
        (notes.moves, "animation", mark("This picture moves; only its first picture is shown")),
    )
    return [(kind, said) for there, kind, said in found if there]
