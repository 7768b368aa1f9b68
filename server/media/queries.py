"""Reading uploads."""

from collections.abc import Iterable
from datetime import timedelta

from bson import ObjectId

from server.media.models import ARRIVING, DELETED, FAILED, PROCESSING, READY, RECEIVED, Media
from server.settings import current
from server.stores.documents import load, load_or_none, load_readable, now
from server.stores.mongo import Document, collection


async def by_id(media_id: ObjectId) -> Media | None:
    """The upload with this id."""
    document = await collection("media").find_one({"_id": media_id})
    return load(Media, document) if document else None


async def by_ids(ids: list[ObjectId]) -> list[Media]:
    """The uploads, in the order of their ids in `ids`; what cannot be read is left out."""
    documents = await collection("media").find({"_id": {"$in": ids}}).to_list(None)
    found = {media.id: media for media in load_readable(Media, documents)}
    return [found[media_id] for media_id in ids if media_id in found]


async def failed() -> list[Media]:
    """What failed for good, oldest first, for the operator."""
    documents = await collection("media").find({"state": FAILED}).sort("_id", 1).to_list(None)
    return load_readable(Media, documents)


def unposted(owner: ObjectId) -> Document:
    """Matches what somebody has uploaded for a post that she has not made yet."""
    return {"owner": owner, "plan": "photo", "post": None, "state": {"$ne": DELETED}}


async def draft(owner: ObjectId) -> list[Media]:
    """What somebody has uploaded for a post that she has not made yet, in the order in which it was chosen."""
    return load_readable(Media, await collection("media").find(unposted(owner)).sort("_id", 1).to_list(None))


async def are_arriving(owner: ObjectId, ids: Iterable[ObjectId]) -> bool:
    """Whether one of these uploads of this person has not arrived whole."""
    query = {"_id": {"$in": list(ids)}, "owner": owner, "state": ARRIVING}
    return await collection("media").find_one(query, {"_id": 1}) is not None


async def own(owner: ObjectId, media_id: ObjectId) -> Media | None:
    """The upload, if it is this person's and not deleted."""
    media = load_or_none(Media, await collection("media").find_one({"_id": media_id, "state": {"$ne": DELETED}}))
    return media if media is not None and media.owner == owner else None


def abandoned() -> Document:
    """Matches uploads that were not posted within UPLOAD_HOURS of their arrival, or of the last attempt at them, and
    are in no saved draft.

    Those still arriving have an end of their own, and may take longer than that.
    """
    hours = timedelta(hours=current().upload_hours)
    settled = {"$in": [RECEIVED, READY, FAILED]}
    unsaved = {"$not": {"$gt": now()}}
    return {
        "plan": "photo",
        "post": None,
        "state": settled,
        "queued_at": {"$lt": now() - hours},
        "kept_until": unsaved,
    }


def claimable(media_id: ObjectId | None = None) -> Document:
    """Matches uploads that wait, or whose worker has gone silent."""
    moment = now()
    waits = {"state": RECEIVED, "next_try_at": {"$lte": moment}}
    silent = {"state": PROCESSING, "lease_until": {"$lt": moment}}
    return ({"_id": media_id} if media_id else {}) | {"$or": [waits, silent]}


def overdue() -> Document:
    """Matches uploads that wait although they were queued a while ago: the queue has lost them."""
    return claimable() | _queued_a_while_ago()


def unpurged() -> Document:
    """Matches deleted uploads whose bytes should be gone by now."""
    return {"state": DELETED} | _queued_a_while_ago()


def _queued_a_while_ago() -> Document:
    return {"queued_at": {"$lt": now() - timedelta(seconds=current().requeue_seconds)}}
