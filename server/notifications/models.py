"""The bell: what somebody did that concerns somebody else. Knows kinds and ids, no feature."""

from datetime import datetime

import msgspec
from bson import ObjectId
from pymongo import ASCENDING, DESCENDING, IndexModel

# Shard key: (account), the only way it is read.
INDEXES = {
    "notifications": [
        IndexModel([("account", ASCENDING), ("created_at", DESCENDING), ("_id", DESCENDING)]),
        IndexModel([("account", ASCENDING), ("seen", ASCENDING)]),
        IndexModel([("post", ASCENDING)], sparse=True),
    ]
}


class Notification(msgspec.Struct, frozen=True, kw_only=True):
    """`_id` is "account:kind:actor:about", so that the same thing is told once. `guard`: whom `account` must follow, or
    else this is withdrawn."""

    id: str = msgspec.field(name="_id")
    account: ObjectId
    kind: str
    actor: ObjectId
    post: ObjectId | None
    guard: ObjectId | None = None
    text: str
    seen: bool
    created_at: datetime


def made_id(account: ObjectId, kind: str, actor: ObjectId, about: object) -> str:
    """The id of the one notification of this."""
    return f"{account}:{kind}:{actor}:{about or ''}"
