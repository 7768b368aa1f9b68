"""Counts likes in bulk: all that wait under a post are folded into its counter by one transaction.

A like writes its own row only, which is in nobody's way. Then its process has the post tallied, and whoever comes
while a tally runs shares the next one: the more likes a post gets, the more of them one transaction counts.
"""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple
from weakref import WeakValueDictionary

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

_next: dict[ObjectId, "asyncio.Task[Post | None]"] = {}
_running: WeakValueDictionary[ObjectId, asyncio.Lock] = WeakValueDictionary()


class Tally(NamedTuple):
    """What one transaction has counted."""

    post: Post
    accounts: list[ObjectId]
    promised: ObjectId


async def counted(post_id: ObjectId) -> Post | None:
    """The post after everything that is written now was counted; None when that takes too long or the post is gone."""
    turn = _next.get(post_id)
    if turn is None:
        turn = _next[post_id] = asyncio.create_task(_take_turn(post_id))
    try:
        # One person who goes away must not take the count from the others.
        return await asyncio.wait_for(asyncio.shield(turn), PATIENCE_SECONDS)
    except TimeoutError:
        return None


async def announce(post: Post, accounts: Sequence[ObjectId]) -> None:
    """Show the counts everywhere, the hearts of these people on their own pages, and ring the author's bell."""
    await freshness.touch(*(f"likes:{account}" for account in accounts))
    await posts.announce_counts(post)
    if set(accounts) != {post.author}:
        await notifications.ring(post.author)


async def likes_counted(post_id: ObjectId, *accounts: ObjectId) -> None:
    """Announce likes that were counted by a process that could not do it."""
    post = await published.by_id(post_id)
    if post is not None:
        await announce(post, accounts)


async def sweep() -> int:
    """Tally the posts whose rows a process has left behind; how many there were."""
    found = await queries.left_waiting(now() - OWN, SWEEP_MOST)
    for post_id in found:
        await counted(post_id)
    return len(found)


async def _take_turn(post_id: ObjectId) -> Post | None:
    async with _running.setdefault(post_id, asyncio.Lock()):
        # Who writes from here on is not sure to be in this tally.
        del _next[post_id]
        try:
            return await _tally(post_id) or await published.by_id(post_id)
        except (PyMongoError, BrokenDocument) as error:
            # Nothing is lost: the rows stand, and the next tally or the sweeper counts them.
            log.error("likes_not_counted", post=str(post_id), reason=str(error))
            return None


async def _tally(post_id: ObjectId) -> Post | None:
    """The post as the last transaction left it; None when there was nothing to count."""

    async def fold(session: Session) -> tuple[int, Tally | None]:
        rows = await queries.pending(post_id, session, BATCH)
        return len(rows), await _fold(post_id, rows, session) if rows else None

    after, found = None, BATCH
    while found == BATCH:
        found, tally = await transaction(fold)
        if tally is not None:
            after = tally.post
            await keep(tally.promised, announce(after, tally.accounts))
    return after


async def _fold(post_id: ObjectId, rows: list[Like], session: Session) -> Tally | None:
    """Count these rows, and tell the author of them. None when the post is gone: then they go too."""
    wanted, gone = [row for row in rows if row.wants], [row for row in rows if not row.wants]
    post = await posts.count(post_id, session, likes=sum(row.wants - row.counted for row in rows))
    if post is None:
        await _remove(rows, session)
        return None
    counted = {"$set": {"counted": True}, "$unset": {"pending": ""}}
    await collection("likes").update_many({"_id": {"$in": [row.id for row in wanted]}}, counted, session=session)
    await _remove(gone, session)
    await notifications.tell([_note(post, row) for row in wanted], session)
    await notifications.take_back([_note(post, row) for row in gone], session)
    accounts = [row.account for row in rows]
    return Tally(post, accounts, await promise(session, "likes_counted", post_id, *accounts))


async def _remove(rows: list[Like], session: Session) -> None:
    if rows:
        await collection("likes").delete_many({"_id": {"$in": [row.id for row in rows]}}, session=session)


def _note(post: Post, row: Like) -> Notification:
    return notifications.note(post.author, "like", actor=row.account, post=post.id)
