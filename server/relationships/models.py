"""Who follows whom."""

from datetime import datetime

import msgspec
from bson import ObjectId
from pymongo import ASCENDING, DESCENDING, IndexModel

# Shard key: (follower), since the hottest read is "whom does she follow".
INDEXES = {
    "follows": [
        IndexModel([("follower", ASCENDING), ("created_at", DESCENDING)]),
        IndexModel([("followee", ASCENDING), ("follower", ASCENDING)]),
    ]
}


class Follow(msgspec.Struct, frozen=True, kw_only=True):
    """`_id` is "follower:followee", so that following twice is one document."""

    id: str = msgspec.field(name="_id")
    follower: ObjectId
    followee: ObjectId
    created_at: datetime


def made_id(follower: ObjectId, followee: ObjectId) -> str:
    """The id of the one document that says that `follower` follows `followee`."""
    return f"{follower}:{followee}"
