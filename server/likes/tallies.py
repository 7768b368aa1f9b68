"""Counts likes in bulk: all that wait under some posts are folded into their counters by one transaction.

A like writes its own row only, which is in nobody's way. Then its process has the post tallied, and whoever comes
while a tally runs shares the next one: the more likes there are, the more of them one transaction counts.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence, Set
from datetime import timedelta
from typing import NamedTuple

import structlog
from bson import ObjectId
from pymongo.errors import PyMongoError

from server.background.promises import keep, promise
from server.likes import queries
from server.likes.models import Like
from server.notifications import actions as notifications
from server.notifications.models import Notification
from server.posts import actions as posts
from server.posts import queries as published
from server.posts.models import Post
from server.stores import freshness
from server.stores.documents import BrokenDocument, now
from server.stores.mongo import Session, collection, transaction

# One transaction counts this many in some tens of milliseconds, far from the seconds that one may take.
BATCH = 500
# Who likes a post that thousands like now, or while the database is slow, is answered after so long all the same.
PATIENCE_SECONDS = 3.0
# The process that wrote a row tallies it at once, if it lives.
OWN = timedelta(seconds=5)
SWEEP_MOST = 100

log = structlog.get_logger(__name__)


class Tally(NamedTuple):
    """What one transaction has counted."""

    posts: list[Post]
    rows: list[Like]
    promised: ObjectId


class Turn:
    """All who like something while a tally runs share the next one."""

    def __init__(self) -> None:
        self.posts: set[ObjectId] = set()
        self.answer = asyncio.create_task(self._take())

    async def _take(self) -> dict[ObjectId, Post]:
        async with _tallying:
            # Who writes from here on is not sure to be in this tally.
            _next.clear()
            try:
                found = await _tally(list(self.posts))
                return found | await _as_they_are(self.posts - found.keys())
            except (PyMongoError, BrokenDocument) as error:
                # Nothing is lost: the rows stand, and the next tally or the sweeper counts them.
                log.warning("likes_not_counted", posts=len(self.posts), reason=str(error))
                return {}


_next: list[Turn] = []
_tallying = asyncio.Lock()


async def counted(post_id: ObjectId) -> Post | None:
    """The post after everything that is written now was counted; None when that takes too long or the post is gone."""
    if not _next:
        _next.append(Turn())
    turn = _next[0]
    turn.posts.add(post_id)
    try:
        # One person who goes away must not take the count from the others.
        found = await asyncio.wait_for(asyncio.shield(turn.answer), PATIENCE_SECONDS)
    except TimeoutError:
        return None
    return found.get(post_id)


async def announce(counted: Sequence[Post], likers: Sequence[tuple[ObjectId, ObjectId]]) -> None:
    """Show the counts everywhere, the hearts on the likers' own pages, and ring the authors' bells.

    `likers`: post and account of each.
    """
    await freshness.touch(*{f"likes:{account}" for _, account in likers})
    await posts.announce_counts(*counted)
    authors = {post.id: post.author for post in counted}
    told = {authors[post] for post, account in likers if post in authors and account != authors[post]}
    await notifications.ring(*told)


async def likes_counted(*ids: ObjectId) -> None:
    """Announce likes that were counted by a process that could not do it: post and account of each, in turns."""
    likers = list(zip(ids[::2], ids[1::2], strict=True))
    await announce(list((await _as_they_are({post for post, _ in likers})).values()), likers)


async def sweep() -> int:
    """Tally the posts whose rows a process has left behind; how many there were."""
    found = await queries.left_waiting(now() - OWN, SWEEP_MOST)
    for post_id in found:
        await counted(post_id)
    return len(found)


async def _tally(post_ids: list[ObjectId]) -> dict[ObjectId, Post]:
    """The posts as the last transaction left them; without those of which there was nothing to count."""

    async def fold(session: Session) -> tuple[int, Tally | None]:
        rows = await queries.pending(post_ids, session, BATCH)
        return len(rows), await _fold(rows, session) if rows else None

    after, found = dict[ObjectId, Post](), BATCH
    while found == BATCH:
        found, tally = await transaction(fold)
        if tally is None:
            break
        after |= {post.id: post for post in tally.posts}
        await keep(tally.promised, announce(tally.posts, [(row.post, row.account) for row in tally.rows]))
    return after


async def _fold(rows: list[Like], session: Session) -> Tally | None:
    """Count these rows, and tell the posts' authors of them; None when there was nothing to count.

    Rows of posts that are gone go too; those of posts that cannot be read wait until these are mended.
    """
    changes = Counter[ObjectId]()
    for row in rows:
        changes[row.post] += row.wants - row.counted
    after, unreadable = await posts.count_likes(changes, session)
    there = [row for row in rows if row.post in after]
    wanted, back = [row for row in there if row.wants], [row for row in there if not row.wants]
    counted = {"$set": {"counted": True}, "$unset": {"pending": ""}}
    await collection("likes").update_many({"_id": {"$in": [row.id for row in wanted]}}, counted, session=session)
    await _remove([*back, *(row for row in rows if row.post not in after.keys() | unreadable)], session)
    if not there:
        return None
    await notifications.tell([_note(after[row.post], row) for row in wanted], session)
    await notifications.take_back([_note(after[row.post], row) for row in back], session)
    ids = [each for row in there for each in (row.post, row.account)]
    return Tally(list(after.values()), there, await promise(session, "likes_counted", *ids))


async def _as_they_are(post_ids: Set[ObjectId]) -> dict[ObjectId, Post]:
    found = [await published.by_id(post_id) for post_id in post_ids]
    return {post.id: post for post in found if post is not None}


async def _remove(rows: list[Like], session: Session) -> None:
    if rows:
        await collection("likes").delete_many({"_id": {"$in": [row.id for row in rows]}}, session=session)


def _note(post: Post, row: Like) -> Notification:
    return notifications.note(post.author, "like", actor=row.account, post=post.id)
