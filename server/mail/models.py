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
        IndexModel([("ended_at", ASCENDING)], expireAfterSeconds=KEPT_SECONDS),
    ],
}


class Mail(msgspec.Struct, frozen=True, kw_only=True):
    """One letter. `kind` is its template; `values` is what that needs, sealed (links in it open doors), until it is
    sent. `to` is an address, or empty: that letter is thrown away, and took as long to write as any other.

    `next_try_at` is also the lease of the worker that sends it now. `error`: what the mail server said last, for the
    operator. `since`: when it was first to be sent, or when the operator had it tried again.
    `language` is what it is written in; empty is English.
    """

    id: ObjectId = msgspec.field(name="_id")
    kind: str
    to: str
    values: str
    created_at: datetime
    since: datetime
    next_try_at: datetime
    queued_at: datetime
    language: str = ""
    state: str = WAITING
    attempts: int = 0
    error: str = ""
    ended_at: datetime | None = None
