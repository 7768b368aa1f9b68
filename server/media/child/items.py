"""In the child: what the `meta` box of a HEIC or AVIF says about the items in it. Nothing is decoded."""

from collections.abc import Iterator
from typing import NamedTuple

from server.media.child.walk import Bytes, Part, boxes

# More of one is no photo's notes.
ITEM_BYTES = 1 << 20
_IN_THIS_FILE, _IN_IDAT = 0, 1


class Item(NamedTuple):
    """An entry of `iinf`: `type_at` is where its four letters stand in the file."""

    id: int
    type: bytes
    type_at: int


class Items:
    """The items of a file. Whatever does not make sense raises ValueError or LookupError."""

    def __init__(self, data: Bytes) -> None:
        self._data = data
        meta = _named(boxes(data), b"meta")
        self._parts = {part.name: part for part in boxes(data, meta.body + 4, meta.end)}

    def all(self) -> list[Item]:
        """Every item."""
        part = self._parts[b"iinf"]
        skipped = 6 if self._data[part.body] == 0 else 8
        return [self._item(entry) for entry in boxes(self._data, part.body + skipped, part.end)]

    def has_thumbnail(self) -> bool:
        """Whether one item is a small copy of another."""
        part = self._parts.get(b"iref")
        return part is not None and any(link.name == b"thmb" for link in boxes(self._data, part.body + 4, part.end))

    def has_auxiliary(self) -> bool:
        """Whether there are maps of depth, brightness and so on: all that an item may say besides transparency."""
        said = [self._data[part.body : part.end] for part in self.all_properties() if part.name == b"auxC"]
        return any(b"alpha" not in kind and b"auxid:1" not in kind for kind in said)

    def primary(self) -> int:
        """The id of the picture that is meant to be seen."""
        cursor = _Cursor(self._data, self._parts[b"pitm"])
        return cursor.number(4 if cursor.version else 2)

    def properties(self, item: int) -> list[Part]:
        """The boxes that describe an item, such as its colours."""
        part, all_boxes = self._parts[b"iprp"], self.all_properties()
        indices = self._property_indices(_named(boxes(self._data, part.body, part.end), b"ipma"))
        return [all_boxes[index - 1] for index in indices.get(item, []) if 0 < index <= len(all_boxes)]

    def all_properties(self) -> list[Part]:
        """The boxes that describe items, whichever they belong to."""
        part = self._parts[b"iprp"]
        inner = _named(boxes(self._data, part.body, part.end), b"ipco")
        return list(boxes(self._data, inner.body, inner.end))

    def content(self, item: int) -> bytes:
        """The bytes of an item, at most ITEM_BYTES of them."""
        pieces = [self._data[at : at + min(length, ITEM_BYTES)] for at, length in self.extents().get(item, [])]
        return b"".join(pieces)[:ITEM_BYTES]

    def extents(self) -> dict[int, list[tuple[int, int]]]:
        """Where each item's bytes are, as (at, length). Raises ValueError when they are not in this file."""
        cursor = _Cursor(self._data, self._parts[b"iloc"])
        sizes = cursor.number(2)
        offset_size, length_size, base_size = sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15
        index_size = sizes & 15 if cursor.version else 0
        found: dict[int, list[tuple[int, int]]] = {}
        for _ in range(cursor.number(4 if cursor.version == 2 else 2)):
            item = cursor.number(4 if cursor.version == 2 else 2)
            method = cursor.number(2) & 15 if cursor.version else _IN_THIS_FILE
            cursor.number(2)
            base = cursor.number(base_size) + self._origin(method)
            count = cursor.number(2)
            if count and not offset_size + length_size:
                raise ValueError("extents without a size")
            for _ in range(count):
                cursor.number(index_size)
                at = base + cursor.number(offset_size)
                found.setdefault(item, []).append((at, cursor.number(length_size) or len(self._data) - at))
        return found

    def _origin(self, method: int) -> int:
        if method == _IN_IDAT:
            return self._parts[b"idat"].body
        if method == _IN_THIS_FILE:
            return 0
        raise ValueError("made of other items")

    def _item(self, entry: Part) -> Item:
        cursor = _Cursor(self._data, entry)
        number = cursor.number(4 if cursor.version > 2 else 2)
        type_at = cursor.at + 2
        return Item(number, self._data[type_at : type_at + 4], type_at)

    def _property_indices(self, part: Part) -> dict[int, list[int]]:
        cursor = _Cursor(self._data, part)
        size = 2 if cursor.flags & 1 else 1
        found: dict[int, list[int]] = {}
        for _ in range(cursor.number(4)):
            item = cursor.number(4 if cursor.version else 2)
            # the first bit says whether a reader must understand it
            found[item] = [cursor.number(size) & (0x7FFF if size == 2 else 0x7F) for _ in range(cursor.number(1))]
        return found


class _Cursor:
    """Reads numbers one after the other, from behind the version and flags of a box."""

    def __init__(self, data: Bytes, part: Part) -> None:
        self._data = data
        self._end = part.end
        self.at = part.body
        head = self.number(4)
        self.version, self.flags = head >> 24, head & 0xFFFFFF

    def number(self, size: int) -> int:
        if self.at + size > self._end:
            raise ValueError("behind the end of a box")
        self.at += size
        return int.from_bytes(self._data[self.at - size : self.at], "big")


def _named(parts: Iterator[Part], name: bytes) -> Part:
    for part in parts:
        if part.name == name:
            return part
    raise ValueError(f"no {name!r}")
