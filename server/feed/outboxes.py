"""The newest posts of authors who are so big that these are not brought to each follower, but looked for.

They are the same for all who read, so each process keeps them, under the stamp `posts:<author>` that is renewed with
each post: merging them in costs no question more.
"""

import asyncio
from collections.abc import Sequence

from bson import ObjectId

from server.feed.listings import Listing
from server.posts import queries as posts
from server.stores import freshness
from server.stores.timelines import BOTTOM, CAP, OUTBOX_STAMPS

KEEP_MOST = 2_000  # at 6 KiB of ids each

_kept: dict[ObjectId, tuple[bytes, Listing]] = {}
_finding: dict[tuple[ObjectId, bytes], "asyncio.Task[Listing]"] = {}


async def newest(authors: Sequence[ObjectId], stamps: Sequence[bytes | None]) -> list[Listing]:
    """The newest CAP feed ids of each author, given the stamps that were just read, None where one was missing."""
    if None in stamps:
        stamps = await freshness.ask([f"{OUTBOX_STAMPS}{author}" for author in authors]) or [None] * len(authors)
    found = [_find_kept(author, stamp) for author, stamp in zip(authors, stamps, strict=True)]
    if None not in found:
        return [listing for listing in found if listing]
    return await asyncio.gather(*(_found(author, stamp) for author, stamp in zip(authors, stamps, strict=True)))


def _find_kept(author: ObjectId, stamp: bytes | None) -> Listing | None:
    kept = _kept.get(author)
    return kept[1] if kept and kept[0] == stamp else None


async def _found(author: ObjectId, stamp: bytes | None) -> Listing:
    if kept := _find_kept(author, stamp):
        return kept
    if stamp is None:
        return await _from_mongo(author)
    # One question for all who ask at once; who gives up takes the answer from nobody.
    task = _finding.get((author, stamp))
    if task is None:
        task = _finding[author, stamp] = asyncio.create_task(_find(author, stamp))
    return await asyncio.shield(task)


async def _find(author: ObjectId, stamp: bytes) -> Listing:
    try:
        listing = await _from_mongo(author)
        if len(_kept) >= KEEP_MOST:
            _kept.pop(next(iter(_kept)))
        _kept[author] = (stamp, listing)
        return listing
    finally:
        del _finding[author, stamp]


async def _from_mongo(author: ObjectId) -> Listing:
    ids = await posts.feed_ids_by([author], limit=CAP + 1)
    is_all = len(ids) <= CAP
    return Listing([feed_id.binary for feed_id in reversed(ids[:CAP])], BOTTOM if is_all else ids[CAP].binary)
