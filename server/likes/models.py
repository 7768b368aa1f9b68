"""Who likes which post."""

from datetime import datetime

import msgspec
from bson import ObjectId
from pymongo import ASCENDING, DESCENDING, IndexModel

# Shard key: (post), so that a like and its count live together.
INDEXES = {
    "likes": [
        IndexModel([("post", ASCENDING), ("created_at", DESCENDING), ("_id", DESCENDING)]),
        IndexModel([("account", ASCENDING), ("post", ASCENDING)]),
    ]
}


class Like(msgspec.Struct, frozen=True, kw_only=True):
    """`_id` is "post:account", so that liking twice is one document."""

    id: str = msgspec.field(name="_id")
    post: ObjectId
    account: ObjectId
    created_at: datetime


def made_id(post: ObjectId, account: ObjectId) -> str:
    """The id of the one document that says that `account` likes `post`."""
    return f"{post}:{account}"
