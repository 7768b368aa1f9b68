"""What is counted on a parent document, and the rows that say what the number must be."""

from datetime import UTC, datetime
from typing import NamedTuple

import msgspec
from bson import ObjectId

from server.likes.models import COUNTED
from server.posts.models import PUBLISHED
from server.relationships.queries import PUBLIC
from server.stores.mongo import Document

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
ID = "counters"


class Counted(NamedTuple):
    """The counter `field` of the documents of `parent`: how many of `rows` name one of them in `by` and are `only`."""

    parent: str
    field: str
    rows: str
    by: str
    only: Document


PARENTS: dict[str, Document] = {"posts": {"state": PUBLISHED}, "accounts": {}}
COUNTERS = (
    Counted("posts", "likes", "likes", "post", COUNTED),
    Counted("posts", "comments", "comments", "post", {}),
    Counted("accounts", "posts", "posts", "author", {"state": PUBLISHED, "audience": PUBLIC}),
    Counted("accounts", "followers", "follows", "followee", {}),
    Counted("accounts", "following", "follows", "follower", {}),
)


class Repair(NamedTuple):
    """A counter that was wrong: what it said, and what it says now."""

    counter: Counted
    id: ObjectId
    said: int
    now: int

    def __str__(self) -> str:
        return f"{self.counter.field} of {self.id} in {self.counter.parent}: said {self.said}, are {self.now}"


class Round(msgspec.Struct, kw_only=True):
    """A look at all counters on its way: which of PARENTS it is at, and `after` which document."""

    id: str = msgspec.field(name="_id", default=ID)
    due_at: datetime = LONG_AGO
    step: int = 0
    after: ObjectId | None = None
