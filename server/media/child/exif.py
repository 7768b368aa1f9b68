"""In the child: the few EXIF tags that matter to us, read within bounds. Broken notes read as none."""

import contextlib
import struct
from fractions import Fraction
from typing import NamedTuple

# An iPhone writes about 60 entries; the rest is not for reading.
ENTRIES = 500
NUMBERS_BYTES = 1000
VALUE_BYTES = 1 << 16

MAKE, ORIENTATION, MAKER_NOTES = 0x010F, 0x0112, 0x927C
EXIF_IFD, GPS_IFD, INTEROPERABILITY_IFD = 0x8769, 0x8825, 0xA005
_NIKONS_OWN_HEADER = 10

# By the number that EXIF has for each kind of value.
_FORMATS = {1: "s", 2: "s", 3: "H", 4: "L", 5: "LL", 7: "s", 9: "l", 10: "ll"}

Value = bytes | list[Fraction]


class Exif(NamedTuple):
    """Tag -> value, for each of the folders that EXIF has. Numbers are lists of fractions, all else is bytes."""

    main: dict[int, Value]
    photo: dict[int, Value]
    position: dict[int, Value]
    interoperability: dict[int, Value]
    thumbnail: dict[int, Value]
    maker: dict[int, Value]

    @property
    def orientation(self) -> int:
        """1 to 8; 1 is upright."""
        return int(number(self.main, ORIENTATION) or 1)


def read(data: bytes) -> Exif:
    """What stands behind "Exif\\0\\0" (which may still be there). Never raises."""
    data = data.removeprefix(b"Exif\0\0")
    reader = _Reader(data, _order(data))
    main, next_at = reader.folder(reader.pointer(4))
    photo, _ = reader.folder(number(main, EXIF_IFD))
    position, _ = reader.folder(number(main, GPS_IFD))
    interoperability, _ = reader.folder(number(photo, INTEROPERABILITY_IFD))
    thumbnail, _ = reader.folder(next_at)
    return Exif(main, photo, position, interoperability, thumbnail, _maker_notes(reader, main, photo))


def _maker_notes(reader: "_Reader", main: dict[int, Value], photo: dict[int, Value]) -> dict[int, Value]:
    """Of the two makers who write a serial number into theirs in a way that is known."""
    notes = photo.get(MAKER_NOTES)
    if isinstance(notes, bytes) and notes.startswith(b"Nikon\0\2"):
        own = notes[_NIKONS_OWN_HEADER:]
        own_reader = _Reader(own, _order(own))
        return own_reader.folder(own_reader.pointer(4))[0]
    return reader.folder(reader.maker_notes_at)[0] if text(main, MAKE) == b"Canon" else {}


def number(values: dict[int, Value], tag: int) -> Fraction | None:
    """The first number under a tag."""
    value = values.get(tag)
    return value[0] if isinstance(value, list) and value else None


def numbers(values: dict[int, Value], tag: int) -> list[Fraction]:
    """All numbers under a tag."""
    value = values.get(tag)
    return value if isinstance(value, list) else []


def text(values: dict[int, Value], tag: int) -> bytes:
    """What a tag says, up to its first zero byte."""
    value = values.get(tag)
    return value.split(b"\0")[0] if isinstance(value, bytes) else b""


def _order(data: bytes) -> str:
    return "<" if data[:2] == b"II" else ">"


class _Reader:
    def __init__(self, data: bytes, order: str) -> None:
        self._data = data
        self._order = order
        self.maker_notes_at: Fraction | None = None

    def pointer(self, at: int) -> Fraction | None:
        with contextlib.suppress(struct.error):
            return Fraction(struct.unpack_from(self._order + "L", self._data, at)[0])
        return None

    def folder(self, at: Fraction | None) -> tuple[dict[int, Value], Fraction | None]:
        """What one folder (IFD) holds, and where it says that the next one begins."""
        values: dict[int, Value] = {}
        if not at:
            return values, None
        with contextlib.suppress(struct.error):
            (count,) = struct.unpack_from(self._order + "H", self._data, int(at))
            for entry in range(min(count, ENTRIES)):
                self._read(values, int(at) + 2 + 12 * entry)
            return values, self.pointer(int(at) + 2 + 12 * count)
        return values, None

    def _read(self, values: dict[int, Value], at: int) -> None:
        tag, kind, count = struct.unpack_from(self._order + "HHL", self._data, at)
        if kind not in _FORMATS:
            return
        one = struct.Struct(self._order + _FORMATS[kind])
        begin = at + 8 if one.size * count <= 4 else int(self.pointer(at + 8) or 0)
        if tag == MAKER_NOTES:
            self.maker_notes_at = Fraction(begin)
        most = VALUE_BYTES if one.format.endswith("s") else NUMBERS_BYTES
        value = self._data[begin : begin + min(one.size * count, most)]
        values[tag] = value if one.format.endswith("s") else _fractions(one, value)


def _fractions(one: struct.Struct, value: bytes) -> list[Fraction]:
    whole = value[: len(value) // one.size * one.size]
    return [Fraction(*parts) for parts in one.iter_unpack(whole) if len(parts) == 1 or parts[1]]
