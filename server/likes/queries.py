"""Reading likes."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from bson import ObjectId

from server.accounts.models import Viewer
from server.likes.models import WAITING, WANTED, Like, made_id
from server.stores.documents import load_readable
from server.stores.mongo import Session, collection
from server.web.moments import NEWEST_FIRST, Place


async def liked_among(viewer: Viewer | None, posts: Iterable[ObjectId]) -> set[ObjectId]:
    """Those of `posts` that the viewer likes, in one query."""
    if viewer is None:
        return set()
    query = {"_id": {"$in": [made_id(post, viewer.id) for post in posts]}} | WANTED
    return {document["post"] async for document in collection("likes").find(query, {"post": 1})}


async def latest(post: ObjectId, *, before: Place | None, limit: int) -> list[Like]:
    """Who liked a post, newest first, or those behind a place in that order."""
    query: dict[str, object] = {"post": post} | WANTED | (before.behind() if before else {})
    return load_readable(Like, await collection("likes").find(query).sort(NEWEST_FIRST).limit(limit).to_list(None))


async def authors_liked(viewer: Viewer, limit: int) -> Counter[ObjectId]:
    """Whose posts the viewer liked, and how often, among her newest `limit` likes."""
    query = {"account": viewer.id} | WANTED
    found = collection("likes").find(query, {"author": 1}).sort("created_at", -1).limit(limit)
    return Counter([document["author"] async for document in found if document.get("author")])


async def pending(posts: list[ObjectId], session: Session, limit: int) -> list[Like]:
    """The rows of these posts that wait to be counted."""
    query = {"post": {"$in": posts}, "pending": {"$exists": True}}
    cursor = collection("likes").find(query, session=session, hint=WAITING).limit(limit)
    return load_readable(Like, await cursor.to_list(None))


async def left_waiting(before: datetime, limit: int) -> list[ObjectId]:
    """Posts with rows that have waited to be counted since `before`."""
    stages: list[dict[str, Any]] = [
        {"$match": {"pending": {"$lt": before}}},
        {"$group": {"_id": "$post"}},
        {"$limit": limit},
    ]
    cursor = await collection("likes").aggregate(stages, hint=WAITING)
    return [document["_id"] async for document in cursor]
