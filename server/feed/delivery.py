"""Brings published posts into feeds and takes withdrawn ones out, as their documents say: in batches with a checkpoint.

Active is who has a timeline: she has read her feed in the last ACTIVE_DAYS. That is known where the post is brought to,
at no cost; nobody is missed by it, since the others' timelines are made when they come, with the post in them.
"""

from datetime import timedelta

import msgspec
import structlog
from bson import ObjectId
from pymongo.errors import PyMongoError

from server.accounts import queries as accounts
from server.accounts.models import Account
from server.feed import broadcasts, checkpoints
from server.feed.checkpoints import Overtaken, Progress
from server.feed.fan_out import fan_out
from server.feed.receipts import MONGODB, REDIS
from server.posts.models import DELIVERED, WITHDRAWING, WITHDRAWN, Delivery, Post
from server.relationships import queries as relationships
from server.relationships.queries import AUTHOR
from server.settings import current
from server.stores import timelines
from server.stores.documents import now
from server.stores.mongo import collection
from server.stores.redis import RedisError
from server.stores.timelines import BYTES

RETRY_MOST = timedelta(minutes=5)

log = structlog.get_logger(__name__)


async def deliver(post_id: ObjectId) -> bool:
    """Bring a post into its followers' feeds, or out of them, whichever is due; whether it was."""
    post = await checkpoints.claim(post_id)
    if post is None or post.delivery is None:
        return False
    try:
        await (_withdraw if post.delivery.state == WITHDRAWING else _deliver)(post, post.delivery)
    except Overtaken:
        log.info("delivery_overtaken", post=str(post_id))
    except (RedisError, PyMongoError) as error:
        log.error("delivery_failed", post=str(post_id), exc_info=error)
        # The sweeper tries again, later each time; the feeds themselves are right all the while (see timelines.page).
        wait = min(RETRY_MOST, timedelta(seconds=2 ** min(post.delivery.attempts, 9)))
        whose = REDIS if isinstance(error, RedisError) else MONGODB
        await checkpoints.postpone(post_id, f"{whose}: {error}", now() + wait)
    return True


async def _deliver(post: Post, delivery: Delivery) -> None:
    author = await accounts.by_id(post.author)
    if post.feed_id is None or author is None:
        await checkpoints.finish(post, Progress.of(delivery), WITHDRAWN)
        return
    if post.audience == AUTHOR:
        # It is in her own feed already (see publishing).
        await checkpoints.finish(post, Progress.of(delivery), DELIVERED)
        return
    is_big = author.big or author.followers > current().fan_out_most
    if is_big:
        await _tell_big(author)
        # Before its followers look again: they are told by it to.
        await timelines.renew_outbox(author.id)
    if is_big and author.big_told:
        await timelines.push(author.id.binary, post.feed_id, broadcasts.CHANNELS, again=True)
        await broadcasts.posted_by_big(author.id)
        served = msgspec.structs.replace(Progress.of(delivery), followers=author.followers)
        await checkpoints.finish(post, served, DELIVERED, is_merged=True)
    else:
        # Also the one with which an author becomes big: so all who follow her look anew, and find her posts elsewhere.
        served = await fan_out(post, post.feed_id, delivery)
        if is_big:
            await collection("accounts").update_one({"_id": author.id}, {"$set": {"big_told": True}})
        await checkpoints.finish(post, served, DELIVERED)
    await broadcasts.delivery_got_on(post)


async def _tell_big(author: Account) -> None:
    """Have every timeline made from now on look for this author's posts, and all that were made before made anew."""
    if not author.big:
        await collection("accounts").update_one({"_id": author.id}, {"$set": {"big": True}})
    if not author.big_told:
        await timelines.begin_generation()


async def _withdraw(post: Post, delivery: Delivery) -> None:
    done = Progress.of(delivery)
    if post.feed_id is not None:
        await timelines.renew_outbox(post.author)
        await timelines.withdraw(post.author.binary, post.feed_id, broadcasts.CHANNELS)
        while followers := await relationships.followers_after(post.author, done.after, timelines.BATCH):
            # Their tabs may count it among those that are new.
            await broadcasts.posted(await timelines.withdraw(followers, post.feed_id, broadcasts.CHANNELS))
            before, done = done, msgspec.structs.replace(done, after=ObjectId(followers[-BYTES:]))
            await checkpoints.note(post, before, done)
    await checkpoints.finish(post, done, WITHDRAWN)
