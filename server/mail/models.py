"""Letters that leave the site."""

from datetime import datetime

import msgspec
from bson import ObjectId
from pymongo import ASCENDING, IndexModel

WAITING, SENT, FAILED = "waiting", "sent", "failed"
KEPT_SECONDS = 30 * 24 * 3600

# Shard key: hashed _id; a letter is reached by its id.
INDEXES = {
    "mails": [
        IndexModel([("state", ASCENDING), ("next_try_at", ASCENDING)]),
        IndexModel([("sent_at", ASCENDING)], expireAfterSeconds=KEPT_SECONDS),
    ],
}


class Mail(msgspec.Struct, frozen=True, kw_only=True):
    """One letter. `kind` is its template; `values` is what that needs, sealed (links in it open doors), until it is
    sent. `error`: what the mail server said last, for the operator."""

    id: ObjectId = msgspec.field(name="_id")
    kind: str
    to: str
    values: str
    created_at: datetime
    next_try_at: datetime
    state: str = WAITING
    attempts: int = 0
    error: str = ""
    sent_at: datetime | None = None
