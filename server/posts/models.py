"""Posts: a state machine too, `processing` until its photos are ready, then perhaps `scheduled`, then `published`."""

import secrets
import struct
from datetime import datetime

import msgspec
from bson import ObjectId
from pymongo import ASCENDING, DESCENDING, IndexModel

from server.media.models import Item

PROCESSING = "processing"
SCHEDULED = "scheduled"
PUBLISHED = "published"
FAILED = "failed"
DELETED = "deleted"

PENDING = "pending"
DELIVERED = "delivered"
WITHDRAWING = "withdrawing"
WITHDRAWN = "withdrawn"

# Shard key: (author, feed_id), since feeds and profiles ask by author and read in this order.
INDEXES = {
    "posts": [
        # With the state, so that a feed's ids are read from it alone.
        IndexModel([("author", ASCENDING), ("feed_id", DESCENDING), ("state", ASCENDING)]),
        IndexModel([("feed_id", DESCENDING)], unique=True, partialFilterExpression={"feed_id": {"$type": "objectId"}}),
        IndexModel([("tags", ASCENDING), ("feed_id", DESCENDING)]),
        IndexModel([("media", ASCENDING)]),
        IndexModel([("author", ASCENDING), ("key", ASCENDING)], unique=True),
        IndexModel([("state", ASCENDING), ("delivery.state", ASCENDING)]),
        IndexModel([("publish_at", ASCENDING)], sparse=True),
    ],
    # By account: one each.
    "drafts": [IndexModel([("expires_at", ASCENDING)], expireAfterSeconds=0)],
}


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """How far the post is on its way into its followers' feeds, or out of them; `after` is the last follower served.

    `followers` were served so far; `active` of them had been here lately, and in `feeds` of their feeds it was put: the
    others' are made when they come, with the post in it. `thousand_at`: when it was in the first 1,000 feeds,
    `done_at`: in all. `is_merged`: its author is so big that it is not brought to each.
    """

    state: str = PENDING
    after: ObjectId | None = None
    attempts: int = 0
    next_try_at: datetime
    queued_at: datetime
    error: str = ""
    is_merged: bool = False
    followers: int = 0
    active: int = 0
    feeds: int = 0
    thousand_at: datetime | None = None
    done_at: datetime | None = None


def new_feed_id(moment: datetime) -> ObjectId:
    """An id whose order is the order of the moments, to the millisecond and whichever worker makes it.

    An ObjectId of its own order counts seconds only: 4 bytes of seconds, here 2 of milliseconds and 6 random ones.
    """
    seconds, milliseconds = int(moment.timestamp()), moment.microsecond // 1000
    return ObjectId(struct.pack(">IH", seconds, milliseconds) + secrets.token_bytes(6))


class Post(msgspec.Struct, frozen=True, kw_only=True):
    """`feed_id` is made when the post is published and orders all lists: a post that took long stands where it
    appeared, not where its upload began. `version` grows with each change of a counter. `media` are its uploads in
    the order chosen; `items` those of them that are ready, as pages show them. `publish_at`: not before that moment."""

    id: ObjectId = msgspec.field(name="_id")
    author: ObjectId
    key: str
    state: str
    audience: str
    caption: str
    tags: list[str]
    media: list[ObjectId]
    created_at: datetime
    publish_at: datetime | None = None
    feed_id: ObjectId | None = None
    published_at: datetime | None = None
    items: list[Item] = []
    likes: int = 0
    comments: int = 0
    version: int = 0
    delivery: Delivery | None = None

    @property
    def is_published(self) -> bool:
        """Whether others may see it, if its audience lets them."""
        return self.state == PUBLISHED


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody has typed of the post that she has not made yet; `_id` is the account. What she says of a photo or
    video stands in its own document; `order` are their ids.

    `at` is the moment to publish it as the form has it, `key` names this filling-in of it. `reminds`: whether she is
    reminded of missing descriptions; that outlives the draft, which `expires_at` some time.
    """

    id: ObjectId = msgspec.field(name="_id")
    key: str = ""
    caption: str = ""
    audience: str = ""
    at: str = ""
    order: list[ObjectId] = []
    reminds: bool = True
    saved_at: datetime | None = None
    expires_at: datetime | None = None
