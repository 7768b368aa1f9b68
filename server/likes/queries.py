"""Reading likes."""

from collections.abc import Iterable

from bson import ObjectId

from server.accounts.models import Viewer
from server.likes.models import Like, made_id
from server.stores.documents import load_readable
from server.stores.mongo import collection
from server.web.moments import NEWEST_FIRST, Place


async def liked_among(viewer: Viewer | None, posts: Iterable[ObjectId]) -> set[ObjectId]:
    """Those of `posts` that the viewer likes, in one query."""
    if viewer is None:
        return set()
    ids = [made_id(post, viewer.id) for post in posts]
    return {document["post"] async for document in collection("likes").find({"_id": {"$in": ids}}, {"post": 1})}


async def latest(post: ObjectId, *, before: Place | None, limit: int) -> list[Like]:
    """Who liked a post, newest first, or those behind a place in that order."""
    query: dict[str, object] = {"post": post} | (before.behind() if before else {})
    return load_readable(Like, await collection("likes").find(query).sort(NEWEST_FIRST).limit(limit).to_list(None))
