"""Liking, and taking it back. The row is what counts; tallies.py brings it into the post's counter."""

from contextlib import suppress

from pymongo.errors import DuplicateKeyError

from server.accounts.models import Viewer
from server.likes import tallies
from server.likes.models import WANTED, made_id
from server.posts.models import Post
from server.stores import freshness
from server.stores.documents import now
from server.stores.mongo import collection


async def like(viewer: Viewer, post: Post) -> Post:
    """Have the viewer like a post; twice is once. The post as it is after, or as it was when it is too hot to wait."""
    moment = now()
    change = {
        "$set": {"wants": True, "pending": moment, "created_at": moment},
        "$setOnInsert": {"post": post.id, "account": viewer.id, "author": post.author, "counted": False},
    }
    # Found only when it is on its way out; a row that is there and wanted is the duplicate.
    taken_back = {"_id": made_id(post.id, viewer.id), "wants": False}
    with suppress(DuplicateKeyError):
        await collection("likes").update_one(taken_back, change, upsert=True)
    return await _counted(viewer, post)


async def unlike(viewer: Viewer, post: Post) -> Post:
    """Have the viewer like a post no more. The post as it is after, or as it was when it is too hot to wait."""
    change = {"$set": {"wants": False, "pending": now()}}
    await collection("likes").update_one({"_id": made_id(post.id, viewer.id)} | WANTED, change)
    return await _counted(viewer, post)


async def _counted(viewer: Viewer, post: Post) -> Post:
    after = await tallies.counted(post.id)
    if after is None:
        await freshness.touch(f"likes:{viewer.id}")
    return after or post
