"""In the child: the few EXIF tags that matter to us, read within bounds. Broken notes read as none."""

import contextlib
import struct
from fractions import Fraction
from typing import NamedTuple

# An iPhone writes about 60 entries; the rest is not for reading.
ENTRIES = 500
VALUE_BYTES = 1000

ORIENTATION = 0x0112
EXIF_IFD, GPS_IFD, INTEROPERABILITY_IFD = 0x8769, 0x8825, 0xA005

_BYTE, _ASCII, _SHORT, _LONG, _RATIONAL, _UNDEFINED, _SLONG, _SRATIONAL = 1, 2, 3, 4, 5, 7, 9, 10
_FORMATS = {
    _BYTE: "B",
    _ASCII: "s",
    _SHORT: "H",
    _LONG: "L",
    _RATIONAL: "LL",
    _UNDEFINED: "s",
    _SLONG: "l",
    _SRATIONAL: "ll",
}

Value = bytes | list[Fraction]


class Exif(NamedTuple):
    """Tag -> value, for each of the folders that EXIF has. Numbers are lists of fractions, all else is bytes."""

    main: dict[int, Value]
    photo: dict[int, Value]
    position: dict[int, Value]
    interoperability: dict[int, Value]
    thumbnail: dict[int, Value]

    @property
    def orientation(self) -> int:
        """1 to 8; 1 is upright."""
        return int(number(self.main, ORIENTATION) or 1)


def read(data: bytes) -> Exif:
    """What stands behind "Exif\\0\\0" (which may still be there). Never raises."""
    data = data.removeprefix(b"Exif\0\0")
    reader = _Reader(data, "<" if data[:2] == b"II" else ">")
    main, next_at = reader.folder(reader.pointer(4))
    photo, _ = reader.folder(number(main, EXIF_IFD))
    position, _ = reader.folder(number(main, GPS_IFD))
    interoperability, _ = reader.folder(number(photo, INTEROPERABILITY_IFD))
    thumbnail, _ = reader.folder(next_at)
    return Exif(main, photo, position, interoperability, thumbnail)


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


class _Reader:
    def __init__(self, data: bytes, order: str) -> None:
        self._data = data
        self._order = order

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
        one = struct.calcsize("=" + _FORMATS.get(kind, "B"))
        inline = one * count <= 4
        begin = at + 8 if inline else int(self.pointer(at + 8) or 0)
        value = self._data[begin : begin + min(one * count, VALUE_BYTES)]
        if kind in (_ASCII, _UNDEFINED):
            values[tag] = value
        elif kind in _FORMATS:
            values[tag] = self._numbers(kind, value)

    def _numbers(self, kind: int, value: bytes) -> list[Fraction]:
        found = list(struct.iter_unpack(self._order + _FORMATS[kind], value[: len(value) // 8 * 8 or len(value)]))
        return [Fraction(*parts) for parts in found if len(parts) == 1 or parts[1]]
