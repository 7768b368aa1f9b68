"""Reading posts. A single post comes through visible_post() only; lists ask for published ones."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from bson import ObjectId

from server.accounts.models import Viewer
from server.media.models import DELETED as UPLOAD_DELETED
from server.media.models import FAILED as UPLOAD_FAILED
from server.media.models import READY
from server.posts.models import DELETED, FAILED, PENDING, PROCESSING, PUBLISHED, SCHEDULED, WITHDRAWING, Post
from server.relationships.queries import AUTHOR, PUBLIC, may_see, may_see_each
from server.settings import current
from server.stores.documents import Broken, load, load_each, load_or_none, load_readable, now
from server.stores.mongo import Document, collection

SWEEP_MOST = 200
# MongoDB merges the posts of so many authors in order as it reads; beyond 200 it would read and sort all they posted.
AUTHORS_AT_ONCE = 150
ENDED = [READY, UPLOAD_FAILED, UPLOAD_DELETED]
# Said in every question about feed ids: MongoDB uses their index, which is of published posts only, for no other.
IN_ORDER: Document = {"$type": "objectId"}


class Ref(NamedTuple):
    """A post in a list of cards: enough to find its kept card, and its place."""

    post: ObjectId
    author: ObjectId
    feed_id: ObjectId


class Standing(NamedTuple):
    """What speaks for a post in a ranking."""

    ref: Ref
    published_at: datetime
    likes: int
    comments: int


async def visible_post(viewer: Viewer | None, post_id: ObjectId) -> Post | None:
    """The post, if it exists and the viewer may see it: the only door to one post."""
    post = load_or_none(Post, await collection("posts").find_one({"_id": post_id, "state": {"$ne": DELETED}}))
    if post is None:
        return None
    audience = post.audience if post.is_published else AUTHOR
    return post if await may_see(viewer, post.author, audience) else None


async def own_post(viewer: Viewer, post_id: ObjectId) -> Post | None:
    """The post, if it is the viewer's own."""
    post = await visible_post(viewer, post_id)
    return post if post and post.author == viewer.id else None


async def by_id(post_id: ObjectId) -> Post | None:
    """The post, unless it is deleted: for work on it, not for showing it."""
    document = await collection("posts").find_one({"_id": post_id, "state": {"$ne": DELETED}})
    return load(Post, document) if document else None


async def by_key(author: ObjectId, key: str) -> Post | None:
    """The post that this filling-in of the form made already."""
    document = await collection("posts").find_one({"author": author, "key": key})
    return load(Post, document) if document else None


async def published(
    condition: Document, *, audiences: Sequence[str] = (PUBLIC,), before: ObjectId | None = None, limit: int
) -> list[Post | Broken]:
    """Published posts that meet `condition` and are for one of `audiences`, newest first, those behind `before` (a
    feed_id) when given."""
    feed_id = IN_ORDER | ({"$lt": before} if before else {})
    query = condition | {"state": PUBLISHED, "audience": {"$in": list(audiences)}, "feed_id": feed_id}
    return load_each(Post, await collection("posts").find(query).sort("feed_id", -1).limit(limit).to_list(None))


async def refs(condition: Document, *, before: ObjectId | None = None, limit: int) -> list[Ref]:
    """The same as published() for everybody, as far as cards need to know."""
    feed_id = IN_ORDER | ({"$lt": before} if before else {})
    query = {"state": PUBLISHED, "audience": PUBLIC, "feed_id": feed_id} | condition
    cursor = collection("posts").find(query, {"author": 1, "feed_id": 1}).sort("feed_id", -1).limit(limit)
    return [Ref(each["_id"], each["author"], each["feed_id"]) async for each in cursor if "author" in each]


async def standings(feed_ids: list[ObjectId], *, since: datetime) -> list[Standing]:
    """Those of a feed's posts that were published since then: to be put in order, not to be shown."""
    query = {
        "feed_id": IN_ORDER | {"$in": feed_ids},
        "state": PUBLISHED,
        "published_at": {"$gt": since},
    }
    fields = {"author": 1, "feed_id": 1, "published_at": 1, "likes": 1, "comments": 1}
    found = []
    async for each in collection("posts").find(query, fields):
        if all(name in each for name in fields):
            ref = Ref(each["_id"], each["author"], each["feed_id"])
            found.append(Standing(ref, each["published_at"], each["likes"], each["comments"]))
    return found


async def published_by_ids(ids: Iterable[ObjectId]) -> dict[ObjectId, Post | Broken]:
    """Those of the posts that are published, in one query."""
    documents = await collection("posts").find({"_id": {"$in": list(ids)}, "state": PUBLISHED}).to_list(None)
    loaded = load_each(Post, documents)
    return {document["_id"]: post for document, post in zip(documents, loaded, strict=True)}


async def feed_ids_by(authors: Sequence[ObjectId], *, through: ObjectId | None = None, limit: int) -> list[ObjectId]:
    """The feed ids of the newest posts of these authors, newest first, those from `through` (a feed id) on downwards.

    Read from the index alone, and of each author no more than is needed.
    """
    parts = [authors[at : at + AUTHORS_AT_ONCE] for at in range(0, len(authors), AUTHORS_AT_ONCE)]
    found = await asyncio.gather(*(_feed_ids_by(part, through, limit) for part in parts))
    return sorted((feed_id for part in found for feed_id in part), reverse=True)[:limit]


async def _feed_ids_by(authors: Sequence[ObjectId], through: ObjectId | None, limit: int) -> list[ObjectId]:
    feed_id = IN_ORDER | ({"$lte": through} if through else {})
    query = {"author": {"$in": authors}, "feed_id": feed_id, "state": PUBLISHED}
    documents = collection("posts").find(query, {"feed_id": 1, "_id": 0}).sort("feed_id", -1).limit(limit)
    return [document["feed_id"] for document in await documents.to_list(None)]


async def visible_refs(viewer: ObjectId, feed_ids: Iterable[ObjectId]) -> list[Ref]:
    """Those of a feed's posts that are published and that the viewer may see, newest first, in one query."""
    query = {"feed_id": IN_ORDER | {"$in": list(feed_ids)}, "state": PUBLISHED}
    fields = {"author": 1, "feed_id": 1, "audience": 1}
    documents = [each for each in await collection("posts").find(query, fields).to_list(None) if len(each) == 4]
    allowed = await may_see_each(viewer, [(each["author"], each["audience"]) for each in documents])
    found = [
        Ref(each["_id"], each["author"], each["feed_id"])
        for each, is_allowed in zip(documents, allowed, strict=True)
        if is_allowed
    ]
    return sorted(found, key=lambda ref: ref.feed_id, reverse=True)


async def cursor(text: str | None) -> ObjectId | None:
    """Where a list goes on: `before=<post id>` as its feed id. A post that was deleted still marks its place."""
    if not text or not ObjectId.is_valid(text):
        return None
    document = await collection("posts").find_one({"_id": ObjectId(text)}, {"feed_id": 1})
    return document["feed_id"] if document and document.get("feed_id") else ObjectId(text)


async def unpublished(author: ObjectId) -> list[Post]:
    """An author's posts that are on their way, planned or failed, newest first: for her eyes."""
    query = {"author": author, "state": {"$in": [PROCESSING, SCHEDULED, FAILED]}}
    return load_readable(Post, await collection("posts").find(query).sort("_id", -1).limit(20).to_list(None))


async def with_media(media_id: ObjectId) -> Post | None:
    """The post that an upload belongs to."""
    document = await collection("posts").find_one({"media": media_id, "state": {"$ne": DELETED}})
    return load(Post, document) if document else None


async def unsettled() -> list[Post]:
    """Posts whose state may lag: their uploads have all ended, or one is ready that is not shown, or their time has
    come."""
    waiting = await collection("posts").find({"state": PROCESSING}, {"media": 1}).limit(SWEEP_MOST).to_list(None)
    ids = [media_id for post in waiting for media_id in post["media"]]
    on_the_way = set(await collection("media").distinct("_id", {"_id": {"$in": ids}, "state": {"$nin": ENDED}}))
    ended = [post["_id"] for post in waiting if not on_the_way.intersection(post["media"])]
    hidden = {"audience": AUTHOR, "state": READY, "post": {"$ne": None}}
    ended += await collection("media").distinct("post", hidden)
    settled = {"_id": {"$in": ended}, "state": {"$nin": [DELETED, SCHEDULED]}}
    due = {"publish_at": {"$lte": now()}, "state": SCHEDULED}
    found = {"$or": [settled, due]}
    return load_readable(Post, await collection("posts").find(found).to_list(None))


async def failed_deliveries() -> list[Post]:
    """Posts whose way into the feeds or out of them has failed and is tried again, oldest first: for the operator."""
    states = {"state": {"$in": [PUBLISHED, DELETED]}, "delivery.state": {"$in": [PENDING, WITHDRAWING]}}
    query = states | {"delivery.error": {"$nin": ["", None]}}
    return load_readable(Post, await collection("posts").find(query).sort("_id", 1).to_list(None))


async def lost_deliveries() -> list[Post]:
    """Posts that are due on their way into the feeds or out of them, and that the queue seems to have lost: they were
    queued so long ago."""
    moment = now()
    due = {"delivery.next_try_at": {"$lt": moment}}
    lost = {"delivery.queued_at": {"$lt": moment - timedelta(seconds=current().requeue_seconds)}}
    pending = {"state": PUBLISHED, "delivery.state": PENDING}
    withdrawing = {"state": {"$in": [PUBLISHED, DELETED]}, "delivery.state": WITHDRAWING}
    query = {"$or": [pending | due | lost, withdrawing | due | lost]}
    return load_readable(Post, await collection("posts").find(query).sort("_id", 1).limit(SWEEP_MOST).to_list(None))
