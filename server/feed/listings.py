"""Lists of feed ids, each complete down to its floor, read as one."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple


class Listing(NamedTuple):
    """Feed ids as bytes, oldest first; there are no others above `floor`."""

    ids: list[bytes]
    floor: bytes


def floor(listings: Sequence[Listing]) -> bytes:
    """Down to where all of the lists together are complete."""
    return max(listing.floor for listing in listings)


def below(listings: Sequence[Listing], before: bytes | None, most: int) -> list[bytes]:
    """Up to `most` of the ids below `before` and above the floor, newest first."""
    bottom = floor(listings)
    found: set[bytes] = set()
    for ids, _ in listings:
        end = bisect_left(ids, before) if before else len(ids)
        found.update(ids[max(0, end - most) : end])
    return [each for each in sorted(found, reverse=True)[:most] if each > bottom]
