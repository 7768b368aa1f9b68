"""Reading posts. A single post comes through visible_post() only; lists ask for published ones."""

from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple

from bson import ObjectId

from server.accounts.models import Viewer
from server.media.models import DELETED as UPLOAD_DELETED
from server.media.models import FAILED as UPLOAD_FAILED
from server.media.models import READY
from server.posts.models import DELETED, FAILED, PENDING, PROCESSING, PUBLISHED, Post
from server.relationships.queries import AUTHOR, may_see
from server.settings import current
from server.stores.documents import Broken, load, load_each, load_or_none, load_readable, now
from server.stores.mongo import Document, collection

SWEEP_MOST = 200
ENDED = [READY, UPLOAD_FAILED, UPLOAD_DELETED]


class Ref(NamedTuple):
    """A post in a list of cards: enough to find its kept card."""

    post: ObjectId
    author: ObjectId


async def visible_post(viewer: Viewer | None, post_id: ObjectId) -> Post | None:
    """The post, if it exists and the viewer may see it: the only door to one post."""
    post = load_or_none(Post, await collection("posts").find_one({"_id": post_id, "state": {"$ne": DELETED}}))
    if post is None:
        return None
    audience = post.audience if post.is_published else AUTHOR
    return post if may_see(viewer, post.author, audience) else None


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


async def published(condition: Document, *, before: ObjectId | None = None, limit: int) -> list[Post | Broken]:
    """Published posts that meet `condition`, newest first, those behind `before` (a feed_id) when given."""
    feed_id = {"$lt": before} if before else {"$type": "objectId"}
    query = condition | {"state": PUBLISHED, "feed_id": feed_id}
    return load_each(Post, await collection("posts").find(query).sort("feed_id", -1).limit(limit).to_list(None))


async def refs(condition: Document, *, before: ObjectId | None = None, limit: int) -> list[Ref]:
    """The same as published(), as far as cards need to know."""
    feed_id = {"$lt": before} if before else {"$type": "objectId"}
    query = {"state": PUBLISHED, "feed_id": feed_id} | condition
    cursor = collection("posts").find(query, {"author": 1}).sort("feed_id", -1).limit(limit)
    return [Ref(document["_id"], document["author"]) async for document in cursor if "author" in document]


async def published_by_ids(ids: Iterable[ObjectId]) -> dict[ObjectId, Post | Broken]:
    """Those of the posts that are published, in one query."""
    documents = await collection("posts").find({"_id": {"$in": list(ids)}, "state": PUBLISHED}).to_list(None)
    loaded = load_each(Post, documents)
    return {document["_id"]: post for document, post in zip(documents, loaded, strict=True)}


async def feed_ids_by(authors: Iterable[ObjectId], limit: int) -> list[ObjectId]:
    """The feed ids of the newest posts of these authors, newest first."""
    query = {"author": {"$in": list(authors)}, "state": PUBLISHED}
    cursor = collection("posts").find(query, {"feed_id": 1}).sort("feed_id", -1).limit(limit)
    return [document["feed_id"] async for document in cursor]


async def cursor(text: str | None) -> ObjectId | None:
    """Where a list goes on: `before=<post id>` as its feed id. A post that was deleted still marks its place."""
    if not text or not ObjectId.is_valid(text):
        return None
    document = await collection("posts").find_one({"_id": ObjectId(text)}, {"feed_id": 1})
    return document["feed_id"] if document and document.get("feed_id") else ObjectId(text)


async def unpublished(author: ObjectId) -> list[Post]:
    """An author's posts that are on their way or failed, newest first: for her eyes."""
    query = {"author": author, "state": {"$in": [PROCESSING, FAILED]}}
    return load_readable(Post, await collection("posts").find(query).sort("_id", -1).limit(20).to_list(None))


async def with_media(media_id: ObjectId) -> Post | None:
    """The post that an upload belongs to."""
    document = await collection("posts").find_one({"media": media_id, "state": {"$ne": DELETED}})
    return load(Post, document) if document else None


async def unsettled() -> list[Post]:
    """Posts whose state may lag behind their uploads': all have ended, or one is ready that is not shown."""
    waiting = await collection("posts").find({"state": PROCESSING}, {"media": 1}).limit(SWEEP_MOST).to_list(None)
    ids = [media_id for post in waiting for media_id in post["media"]]
    on_the_way = set(await collection("media").distinct("_id", {"_id": {"$in": ids}, "state": {"$nin": ENDED}}))
    ended = [post["_id"] for post in waiting if not on_the_way.intersection(post["media"])]
    hidden = {"audience": AUTHOR, "state": READY, "post": {"$ne": None}}
    ended += await collection("media").distinct("post", hidden)
    found = {"_id": {"$in": ended}, "state": {"$ne": DELETED}}
    return load_readable(Post, await collection("posts").find(found).to_list(None))


async def failed_deliveries() -> list[Post]:
    """Posts whose way into the feeds has met an error and not ended yet, oldest first: for the operator."""
    query = {"state": PUBLISHED, "delivery.state": PENDING, "delivery.error": {"$nin": ["", None]}}
    return load_readable(Post, await collection("posts").find(query).sort("_id", 1).to_list(None))


async def lost_deliveries() -> list[Post]:
    """Posts that are due on their way into the feeds, and were queued so long ago that the queue has lost them."""
    moment = now()
    due = {"delivery.next_try_at": {"$lt": moment}}
    lost = {"delivery.queued_at": {"$lt": moment - timedelta(seconds=current().requeue_seconds)}}
    query = {"state": PUBLISHED, "delivery.state": PENDING} | due | lost
    return load_readable(Post, await collection("posts").find(query).sort("_id", 1).limit(SWEEP_MOST).to_list(None))
