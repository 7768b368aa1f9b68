"""How far a delivery has come, in its post's document: what is written there is never done again, by nobody."""

from datetime import datetime, timedelta
from typing import Any

import msgspec
from bson import ObjectId
from pymongo.write_concern import WriteConcern

from server.posts.models import PENDING, PUBLISHED, WITHDRAWING, Delivery, Post
from server.stores.documents import load, now
from server.stores.mongo import collection

LEASE = timedelta(seconds=15)
# A checkpoint that a crash of the database takes back is made again, which is harmless; waiting for its disk is not.
QUICKLY = WriteConcern(w=1)


class Overtaken(Exception):
    """Somebody else goes on with this delivery, or it is not wanted any more."""


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """The part of a Delivery that grows."""

    state: str
    after: ObjectId | None
    followers: int
    active: int
    feeds: int
    thousand_at: datetime | None

    @classmethod
    def of(cls, delivery: Delivery) -> "Progress":
        """As it stands in the document."""
        return cls(**{name: getattr(delivery, name) for name in cls.__struct_fields__})


async def claim(post_id: ObjectId) -> Post | None:
    """The post, if its delivery is due and nobody else is at it: ours for LEASE, from now and from each checkpoint."""
    moment = now()
    pending = {"state": PUBLISHED, "delivery.state": PENDING}
    due = {"$or": [pending, {"delivery.state": WITHDRAWING}], "delivery.next_try_at": {"$lte": moment}}
    claimed = {"$set": {"delivery.next_try_at": moment + LEASE}, "$inc": {"delivery.attempts": 1}}
    document = await _posts().find_one_and_update({"_id": post_id} | due, claimed, return_document=True)
    return load(Post, document) if document else None


async def note(post: Post, before: Progress, after: Progress) -> None:
    """Write down what has been done since `before`. Raises Overtaken when somebody else has done so."""
    wanted = {"_id": post.id, "delivery.state": before.state, "delivery.after": before.after}
    told = {"delivery.next_try_at": now() + LEASE} | _told(after)
    done = await _posts().update_one(wanted, {"$set": told})
    if not done.matched_count:
        raise Overtaken


async def finish(post: Post, after: Progress, state: str, *, is_merged: bool = False) -> None:
    """Write down that the delivery has come to an end, in this state, unless another is wanted meanwhile."""
    wanted = {"_id": post.id, "delivery.state": after.state}
    ended = {"state": state, "error": "", "done_at": now(), "is_merged": is_merged}
    await _posts().update_one(
        wanted, {"$set": _told(after) | {f"delivery.{name}": value for name, value in ended.items()}}
    )


def _told(progress: Progress) -> dict[str, Any]:
    return {f"delivery.{name}": value for name, value in msgspec.structs.asdict(progress).items()}


async def postpone(post_id: ObjectId, error: str, until: datetime) -> None:
    """Write down why it did not go on, and when it is tried again."""
    change = {"delivery.error": error[:2000], "delivery.next_try_at": until}
    await collection("posts").update_one({"_id": post_id}, {"$set": change})


def _posts() -> Any:
    return collection("posts").with_options(write_concern=QUICKLY)
