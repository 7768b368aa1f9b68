"""How far somebody has read."""

from datetime import datetime

import msgspec
from bson import ObjectId

# Shard key: hashed _id, the account: it is read and written one by one.


class Visit(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody's reading of her feed; `_id` is the account.

    `mark`: the newest feed id that was there when she last left. `newest`: the newest that she was shown since, `at`
    what moment.
    """

    id: ObjectId = msgspec.field(name="_id")
    mark: ObjectId | None = None
    newest: ObjectId | None = None
    at: datetime
