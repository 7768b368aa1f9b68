"""Brings what earlier versions stored about posts to the shape of this one. May run twice."""

from bson import ObjectId
from pymongo import UpdateMany

from server.stores.mongo import collection

BATCH = 500
UNUSED = "account_1_post_1"
# Where this version keeps whose post a row is about.
AUTHORS = {"likes": "author", "comments": "post_author"}


async def upgrade() -> None:
    """Likes and comments know whose post they are about; an index that nothing uses any more goes."""
    if UNUSED in await collection("likes").index_information():
        await collection("likes").drop_index(UNUSED)
    for rows, field in AUTHORS.items():
        await _name_authors(rows, field)


async def _name_authors(rows: str, field: str) -> None:
    behind: dict[str, object] = {}
    query = {field: {"$exists": False}}
    while found := await collection(rows).find(query | behind, {"post": 1}).sort("_id", 1).limit(BATCH).to_list(None):
        by_post: dict[ObjectId, list[object]] = {}
        for row in found:
            by_post.setdefault(row["post"], []).append(row["_id"])
        posts = collection("posts").find({"_id": {"$in": list(by_post)}}, {"author": 1})
        authors = {post["_id"]: post["author"] async for post in posts}
        changes = [
            UpdateMany({"_id": {"$in": ids}}, {"$set": {field: authors.get(post)}}) for post, ids in by_post.items()
        ]
        await collection(rows).bulk_write(changes, ordered=False)
        behind = {"_id": {"$gt": found[-1]["_id"]}}
