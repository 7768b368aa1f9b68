"""Reading comments."""

from collections import Counter

from bson import ObjectId

from server.accounts.models import Viewer
from server.comments.models import Comment
from server.stores.documents import Broken, load, load_each
from server.stores.mongo import collection


async def thread(post: ObjectId, *, before: ObjectId | None, limit: int) -> list[Comment | Broken]:
    """The newest comments of a post, or those before one of them, in the order in which they were said."""
    query: dict[str, object] = {"post": post} | ({"_id": {"$lt": before}} if before else {})
    documents = await collection("comments").find(query).sort("_id", -1).limit(limit).to_list(None)
    return load_each(Comment, reversed(documents))


async def one(post: ObjectId, comment_id: ObjectId) -> Comment | None:
    """One comment of this post."""
    document = await collection("comments").find_one({"_id": comment_id, "post": post})
    return load(Comment, document) if document else None


async def by_key(author: ObjectId, key: str) -> Comment | None:
    """The comment that this filling-in of the form made already."""
    document = await collection("comments").find_one({"author": author, "key": key})
    return load(Comment, document) if document else None


async def authors_answered(viewer: Viewer, limit: int) -> Counter[ObjectId]:
    """Under whose posts the viewer said something, and how often, among her newest `limit` comments."""
    found = collection("comments").find({"author": viewer.id}, {"post_author": 1}).sort("_id", -1).limit(limit)
    return Counter([document["post_author"] async for document in found if document.get("post_author")])
