"""The loop that brings a post into the timelines of those who follow its author.

While Redis takes one part of them, MongoDB reads the next and writes down the one before.
"""

import asyncio
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
from server.stores.timelines import BATCH

# Followers read at once, and served between two checkpoints: what is lost of them is brought again.
PART = 4 * BATCH
SIDE_BY_SIDE = 2  # batches: Redis has the next one when it is done with the first
FIRST = 1000  # of whom the receipt says when the post was in their feeds
TELL_EVERY = timedelta(seconds=1)


async def fan_out(post: Post, feed_id: ObjectId, delivery: Delivery) -> Progress:
    """Bring a post into the timelines of all followers behind the last checkpoint; how far it has come then.

    Raises RedisError, PyMongoError, Overtaken.
    """
    told_at, before = now(), Progress.of(delivery)
    if delivery.after is None:
        await timelines.push([post.author], feed_id, broadcasts.CHANNELS, again=True)
    # Only what was under way when an earlier attempt ended can be in a timeline already.
    again = delivery.attempts > 1
    async with asyncio.TaskGroup() as tasks:
        followers = await relationships.followers_after(post.author, before.after, PART)
        noting: asyncio.Task[None] | None = None
        while len(followers) == PART:
            reading = tasks.create_task(relationships.followers_after(post.author, followers[-1], PART))
            after = await _serve(feed_id, followers, before, again=again)
            if noting:
                await noting
            noting = tasks.create_task(checkpoints.note(post, before, after))
            before, followers, again = after, await reading, False
            if now() - told_at > TELL_EVERY:
                told_at = now()
                await broadcasts.delivery_got_on(post)
        return await _serve(feed_id, followers, before, again=again)


async def _serve(feed_id: ObjectId, followers: list[ObjectId], before: Progress, *, again: bool) -> Progress:
    """Bring it to these followers; how far it has come then."""
    missing, thousand_at = 0, before.thousand_at
    absent: list[ObjectId] = []
    for at in range(0, len(followers), SIDE_BY_SIDE * BATCH):
        some = followers[at : at + SIDE_BY_SIDE * BATCH]
        batches = [some[start : start + BATCH] for start in range(0, len(some), BATCH)]
        for found in await asyncio.gather(*(_push(feed_id, batch, again=again) for batch in batches)):
            absent += found
        missing = len(absent)
        if thousand_at is None and before.feeds + at + len(some) - missing >= FIRST:
            thousand_at = now()
    feeds = len(followers) - missing
    return Progress(
        state=before.state,
        after=followers[-1] if followers else before.after,
        followers=before.followers + len(followers),
        feeds=before.feeds + feeds,
        active=before.active + feeds + await _seen(absent),
        thousand_at=thousand_at,
    )


async def _push(feed_id: ObjectId, batch: list[ObjectId], *, again: bool) -> list[ObjectId]:
    """Bring it to a batch; those who have no timeline."""
    pushed = await timelines.push(batch, feed_id, broadcasts.CHANNELS, again=again)
    is_late = now() - feed_id.generation_time > timedelta(seconds=broadcasts.SOON_SECONDS)
    missing = set(pushed.missing) if is_late else set()
    # Of a post that comes late everybody is told: see broadcasts.SOON_SECONDS.
    await broadcasts.posted([each for each in batch if each not in missing] if is_late else pushed.heard)
    return pushed.missing


async def _seen(missing: list[ObjectId]) -> int:
    """How many of those who have no timeline have been here lately all the same."""
    since = now() - timedelta(days=current().active_days)
    return await accounts.count_seen(missing, since) if missing else 0
