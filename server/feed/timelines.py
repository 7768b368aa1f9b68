"""Whose posts come to whom: timelines read, rebuilt, and delivered to."""

from datetime import timedelta

import structlog
from bson import ObjectId
from pymongo.errors import PyMongoError

from server.feed import broadcasts
from server.posts import queries as posts
from server.posts.models import DELIVERED, PENDING, PUBLISHED, Delivery, Post
from server.relationships import queries as relationships
from server.stores import freshness, timelines
from server.stores.documents import load, now
from server.stores.mongo import collection
from server.stores.redis import RedisError

BATCH = 250
LEASE = timedelta(seconds=15)

log = structlog.get_logger(__name__)


async def feed_ids(account: ObjectId) -> list[ObjectId]:
    """The newest feed ids for an account, newest first: from its timeline, or from MongoDB, which refills it."""
    try:
        found = await timelines.read(account)
        return found if found is not None else await _rebuild(account)
    except RedisError as error:
        log.warning("timeline_from_mongo", reason=str(error))
        return await _from_mongo(account)


async def sources(account: ObjectId) -> list[ObjectId]:
    """Whose posts an account sees: whom it follows, and its own."""
    return [account, *await relationships.followees(account)]


async def deliver(post_id: ObjectId) -> bool:
    """Bring a published post into its followers' timelines, in batches with a checkpoint; whether it was due."""
    post = await _claim(post_id)
    if post is None or post.feed_id is None or post.delivery is None:
        return False
    try:
        await _deliver(post, post.feed_id, post.delivery)
    except (RedisError, PyMongoError) as error:
        log.error("delivery_failed", post=str(post_id), exc_info=error)
        # The sweeper tries again, later each time; the feeds themselves are right all the while (see feed_ids).
        wait = timedelta(seconds=min(300, 2 ** min(post.delivery.attempts, 8)))
        await _note(post_id, {"delivery.error": str(error)[:2000], "delivery.next_try_at": now() + wait})
    return True


async def _deliver(post: Post, feed_id: ObjectId, delivery: Delivery) -> None:
    after = delivery.after
    if after is None:
        await _push([post.author], feed_id)
    while followers := await relationships.followers_after(post.author, after, BATCH):
        await _push(followers, feed_id)
        after = followers[-1]
        await _note(post.id, {"delivery.after": after, "delivery.next_try_at": now() + LEASE})
    await _note(post.id, {"delivery.state": DELIVERED, "delivery.error": ""})


async def _claim(post_id: ObjectId) -> Post | None:
    moment = now()
    due = {"delivery.state": PENDING, "delivery.next_try_at": {"$lte": moment}}
    claimed = {"$set": {"delivery.next_try_at": moment + LEASE}, "$inc": {"delivery.attempts": 1}}
    document = await collection("posts").find_one_and_update(
        {"_id": post_id, "state": PUBLISHED} | due, claimed, return_document=True
    )
    return load(Post, document) if document else None


async def _push(accounts: list[ObjectId], feed_id: ObjectId) -> None:
    active = await timelines.push(accounts, feed_id)
    if active:
        await freshness.touch(*(f"viewer:{account}" for account in active))
        for account in active:
            await broadcasts.posted(account)


async def _note(post_id: ObjectId, change: dict[str, object]) -> None:
    await collection("posts").update_one({"_id": post_id}, {"$set": change})


async def _rebuild(account: ObjectId) -> list[ObjectId]:
    token = await timelines.begin_rebuild(account)
    found = await _from_mongo(account)
    if token is not None:
        await timelines.finish_rebuild(account, token, found)
    return found


async def _from_mongo(account: ObjectId) -> list[ObjectId]:
    return await posts.feed_ids_by(await sources(account), timelines.CAP)
