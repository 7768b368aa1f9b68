"""Reading likes."""

from collections.abc import Iterable
from datetime import datetime

from bson import ObjectId

from server.accounts.models import Viewer
from server.likes.models import Like, made_id
from server.stores.documents import load_readable
from server.stores.mongo import collection


async def liked_among(viewer: Viewer | None, posts: Iterable[ObjectId]) -> set[ObjectId]:
    """Those of `posts` that the viewer likes, in one query."""
    if viewer is None:
        return set()
    ids = [made_id(post, viewer.id) for post in posts]
    return {document["post"] async for document in collection("likes").find({"_id": {"$in": ids}}, {"post": 1})}


async def latest(post: ObjectId, *, before: datetime | None, limit: int) -> list[Like]:
    """Who liked a post, newest first, or those before a moment."""
    query: dict[str, object] = {"post": post} | ({"created_at": {"$lt": before}} if before else {})
    return load_readable(Like, await collection("likes").find(query).sort("created_at", -1).limit(limit).to_list(None))
