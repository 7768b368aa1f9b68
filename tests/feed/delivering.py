"""Posts that only the test itself delivers, and what MongoDB says that a feed must hold."""

from datetime import timedelta

import msgspec
from bson import ObjectId

from server.feed import delivery, timelines
from server.posts.models import PUBLISHED, Delivery, Post
from server.posts.queries import by_id
from server.stores.documents import dump, now
from server.stores.mongo import collection
from tests.cast import Person
from tests.documents import next_feed_id, published


async def due(author: Person, *, sooner: timedelta = timedelta(0)) -> Post:
    """A published post, due for delivery, which the site's own sweeper leaves alone for an hour."""
    moment = now()
    pending = Delivery(next_try_at=moment, queued_at=moment + timedelta(hours=1))
    feed_id = next_feed_id()
    if sooner:
        feed_id = ObjectId(
            int(feed_id.generation_time.timestamp() - sooner.total_seconds()).to_bytes(4) + feed_id.binary[4:]
        )
    return await found(await published(author, delivery=dump(pending), feed_id=feed_id))


async def delivered(author: Person) -> Post:
    """One that is in all feeds."""
    post = await due(author)
    assert await delivery.deliver(post.id)
    return await found(post.id)


async def found(post_id: ObjectId | str) -> Post:
    """The post as it is now."""
    post = await by_id(ObjectId(post_id))
    assert post
    return post


async def page(account: ObjectId, before: ObjectId | None = None, limit: int = 12) -> list[ObjectId]:
    """A page of somebody's feed, as feed ids."""
    return [ref.feed_id for ref in await timelines.page(account, before=before, limit=limit)]


async def whole_feed(account: ObjectId) -> list[ObjectId]:
    """All pages of it."""
    seen = await page(account, limit=100)
    while more := await page(account, seen[-1] if seen else None, limit=100):
        seen += more
        assert len(seen) < 5000
    return seen


async def truth(account: ObjectId) -> list[ObjectId]:
    """What MongoDB says that it holds, newest first."""
    query = {"author": {"$in": await timelines.sources(account)}, "state": PUBLISHED}
    return [each["feed_id"] async for each in collection("posts").find(query, {"feed_id": 1}).sort("feed_id", -1)]


async def many(author: Person, number: int) -> list[ObjectId]:
    """So many posts at once, as if delivered long ago; their feed ids, newest first."""
    first = await found(await published(author))
    made = [
        msgspec.structs.replace(first, id=ObjectId(), key=f"many {place} {first.id}", feed_id=next_feed_id())
        for place in range(number - 1)
    ]
    await collection("posts").insert_many([dump(each) for each in made])
    return [each.feed_id for each in reversed([first, *made]) if each.feed_id]
