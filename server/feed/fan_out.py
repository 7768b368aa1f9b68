"""The loop that brings a post into the timelines of those who follow its author.

While Redis takes one part of them, MongoDB reads the next and writes down the one before.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import timedelta

from bson import ObjectId

from server.accounts import queries as accounts
from server.feed import broadcasts, checkpoints
from server.feed.checkpoints import Progress
from server.posts.models import Delivery, Post
from server.relationships import queries as relationships
from server.settings import current
from server.stores import timelines
from server.stores.documents import now
from server.stores.timelines import BATCH, BYTES

# Followers read at once, and served between two checkpoints: what is lost of them is brought again.
PART = 10 * BATCH
SIDE_BY_SIDE = 2  # batches: Redis has the next one when it is done with the first
FIRST = 1000  # of whom the receipt says when the post was in their feeds
TELL_EVERY = timedelta(seconds=1)


async def fan_out(post: Post, feed_id: ObjectId, delivery: Delivery) -> Progress:
    """Bring a post into the timelines of all followers behind the last checkpoint; how far it has come then.

    Raises RedisError, PyMongoError, Overtaken.
    """
    told_at, before = now(), Progress.of(delivery)
    if delivery.after is None:
        await timelines.push(post.author.binary, feed_id, broadcasts.CHANNELS, again=True)
    # Only what was under way when an earlier attempt ended can be in a timeline already.
    again = delivery.attempts > 1
    noting: asyncio.Task[None] | None = None
    async with aclosing(_parts(post.author, before.after)) as parts:
        async for followers in parts:
            if noting:
                await noting
            after = await _serve(feed_id, followers, before, again=again)
            noting = asyncio.create_task(checkpoints.note(post, before, after))
            before, again = after, False
            if now() - told_at > TELL_EVERY:
                told_at = now()
                await broadcasts.delivery_got_on(post)
    if noting:
        await noting
    return before


async def _parts(author: ObjectId, after: ObjectId | None) -> AsyncGenerator[bytes]:
    """All followers behind `after`, each part read while the one before is served.

    The first is small, to begin soon.
    """
    size = BATCH
    reading = asyncio.create_task(relationships.followers_after(author, after, size))
    try:
        while followers := await reading:
            is_last, size = len(followers) < size * BYTES, PART
            if not is_last:
                reading = asyncio.create_task(relationships.followers_after(author, _last(followers), size))
            yield followers
            if is_last:
                return
    finally:
        reading.cancel()


async def _serve(feed_id: ObjectId, followers: bytes, before: Progress, *, again: bool) -> Progress:
    """Bring it to these followers; how far it has come then."""
    missing: list[ObjectId] = []
    thousand_at = before.thousand_at
    batches = [followers[at : at + BATCH * BYTES] for at in range(0, len(followers), BATCH * BYTES)]
    for place in range(0, len(batches), SIDE_BY_SIDE):
        some = batches[place : place + SIDE_BY_SIDE]
        for found in await asyncio.gather(*(_push(feed_id, batch, again=again) for batch in some)):
            missing += found
        if thousand_at is None and before.feeds + _number(batches[: place + SIDE_BY_SIDE]) - len(missing) >= FIRST:
            thousand_at = now()
    feeds = _number(batches) - len(missing)
    return Progress(
        state=before.state,
        after=_last(followers),
        followers=before.followers + _number(batches),
        feeds=before.feeds + feeds,
        active=before.active + feeds + await _seen(missing),
        thousand_at=thousand_at,
    )


async def _push(feed_id: ObjectId, batch: bytes, *, again: bool) -> list[ObjectId]:
    """Bring it to a batch; those who have no timeline."""
    pushed = await timelines.push(batch, feed_id, broadcasts.CHANNELS, again=again)
    if now() - feed_id.generation_time > timedelta(seconds=broadcasts.SOON_SECONDS):
        # Late: everybody is told, see broadcasts.SOON_SECONDS. Who has no timeline has a tab open, or asks when she
        # comes.
        silent = set(pushed.missing) - set(pushed.heard)
        everybody = (ObjectId(batch[at : at + BYTES]) for at in range(0, len(batch), BYTES))
        await broadcasts.posted([account for account in everybody if account not in silent])
    else:
        await broadcasts.posted(pushed.heard)
    return pushed.missing


async def _seen(missing: list[ObjectId]) -> int:
    """How many of those who have no timeline have been here lately all the same."""
    since = now() - timedelta(days=current().active_days)
    return await accounts.count_seen(missing, since) if missing else 0


def _number(batches: list[bytes]) -> int:
    return sum(map(len, batches)) // BYTES


def _last(followers: bytes) -> ObjectId:
    return ObjectId(followers[-BYTES:])
