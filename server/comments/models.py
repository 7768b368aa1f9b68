"""What is said under posts."""

from datetime import datetime

import msgspec
from bson import ObjectId
from pymongo import ASCENDING, DESCENDING, IndexModel

# Shard key: (post, _id), the order in which a thread is read.
INDEXES = {
    "comments": [
        IndexModel([("post", ASCENDING), ("_id", ASCENDING)]),
        IndexModel([("author", ASCENDING), ("key", ASCENDING)], unique=True),
        IndexModel([("author", ASCENDING), ("_id", DESCENDING)]),
    ]
}


class Comment(msgspec.Struct, frozen=True, kw_only=True):
    """One comment; `key` names the filling-in of the form, so that sending twice is one comment.

    `author` is who said it, `post_author` whose post it is said under.
    """

    id: ObjectId = msgspec.field(name="_id")
    post: ObjectId
    author: ObjectId
    post_author: ObjectId | None = None
    key: str
    text: str
    created_at: datetime
