"""Who likes which post."""

from datetime import datetime

import msgspec
from bson import ObjectId
from pymongo import ASCENDING, DESCENDING, IndexModel

WAITING = "waiting"

# Shard key: (post), so that a like and its count live together.
INDEXES = {
    "likes": [
        IndexModel([("post", ASCENDING), ("created_at", DESCENDING), ("_id", DESCENDING)]),
        IndexModel([("account", ASCENDING), ("created_at", DESCENDING)]),
        # Only what waits to be counted stands in it: as good as nothing at any moment.
        IndexModel(
            [("post", ASCENDING), ("pending", ASCENDING)],
            name=WAITING,
            partialFilterExpression={"pending": {"$exists": True}},
        ),
    ]
}
# Rows that an earlier version stored say neither: they are wanted, and counted.
WANTED = {"wants": {"$ne": False}}
COUNTED = {"counted": {"$ne": False}}


class Like(msgspec.Struct, frozen=True, kw_only=True):
    """`_id` is "post:account", so that liking twice is one document. `author` is the post's.

    A row that was written and not counted yet is `pending` since that moment (and has no such field otherwise). Then
    what the person `wants` and what was `counted` may differ; a like that was taken back goes when that is counted.
    """

    id: str = msgspec.field(name="_id")
    post: ObjectId
    account: ObjectId
    author: ObjectId | None = None
    created_at: datetime
    wants: bool = True
    counted: bool = True


def made_id(post: ObjectId, account: ObjectId) -> str:
    """The id of the one document that says that `account` likes `post`."""
    return f"{post}:{account}"
