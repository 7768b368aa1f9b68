"""The loop that brings a post into the timelines of those who follow its author."""

import asyncio
from datetime import datetime, timedelta

from bson import ObjectId

from server.accounts import queries as accounts
from server.feed import broadcasts, checkpoints
from server.feed.checkpoints import Progress
from server.posts.models import Delivery, Post
from server.relationships import queries as relationships
from server.settings import current
from server.stores import timelines
from server.stores.documents import now

# Followers read at once, and served between two checkpoints: what is lost of them is brought again.
READ_MOST = 4 * timelines.BATCH
FIRST = 1000  # of whom the receipt says when the post was in their feeds
TELL_EVERY = timedelta(seconds=1)


async def fan_out(post: Post, feed_id: ObjectId, delivery: Delivery) -> None:
    """Bring a post into the timelines of all followers behind the last checkpoint.

    Raises RedisError, PyMongoError, Overtaken.
    """
    progress, told_at = Progress.of(delivery), now()
    if delivery.after is None:
        await timelines.push([post.author], feed_id, broadcasts.CHANNELS, again=True)
    # Only what was under way when an earlier attempt ended can be in a timeline already.
    again = delivery.attempts > 1
    reading = _read(post.author, delivery.after)
    try:
        while followers := await reading:
            reading = _read(post.author, followers[-1])
            progress = await _serve(post, feed_id, followers, progress, again=again)
            again = False
            if now() - told_at > TELL_EVERY:
                told_at = now()
                await broadcasts.delivery_got_on(post)
    finally:
        reading.cancel()


def _read(author: ObjectId, after: ObjectId | None) -> "asyncio.Task[list[ObjectId]]":
    """The next followers, read while those before them are served."""
    return asyncio.create_task(relationships.followers_after(author, after, READ_MOST))


async def _serve(
    post: Post, feed_id: ObjectId, followers: list[ObjectId], before: Progress, *, again: bool
) -> Progress:
    missing: list[ObjectId] = []
    thousand_at = before.thousand_at
    for at in range(0, len(followers), timelines.BATCH):
        batch = followers[at : at + timelines.BATCH]
        pushed = await timelines.push(batch, feed_id, broadcasts.CHANNELS, again=again)
        missing += pushed.missing
        await broadcasts.posted(_to_tell(feed_id, batch, pushed))
        if thousand_at is None and before.feeds + at + len(batch) - len(missing) >= FIRST:
            thousand_at = now()
    feeds = len(followers) - len(missing)
    return await checkpoints.note(
        post,
        before,
        after=followers[-1],
        followers=before.followers + len(followers),
        feeds=before.feeds + feeds,
        active=before.active + feeds + await _seen(missing),
        thousand_at=thousand_at,
    )


def _to_tell(feed_id: ObjectId, batch: list[ObjectId], pushed: timelines.Pushed) -> list[ObjectId]:
    """Those with an open tab; of a post that comes late, all: see broadcasts.SOON_SECONDS."""
    is_late = now() - feed_id.generation_time > timedelta(seconds=broadcasts.SOON_SECONDS)
    if not is_late:
        return pushed.heard
    missing = set(pushed.missing)
    return [account for account in batch if account not in missing]


async def _seen(missing: list[ObjectId]) -> int:
    """How many of those who have no timeline have been here lately all the same."""
    since: datetime = now() - timedelta(days=current().active_days)
    return await accounts.count_seen(missing, since) if missing else 0
