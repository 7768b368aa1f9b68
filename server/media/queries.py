"""Reading uploads."""

from datetime import timedelta

from bson import ObjectId

from server.media.models import DELETED, FAILED, PROCESSING, RECEIVED, Media
from server.settings import current
from server.stores.documents import load, load_readable, now
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


async def public_type(sha256: str, name: str) -> str | None:
    """The media type of published bytes, or None when nothing published has them."""
    rendition = {"$elemMatch": {"sha256": sha256, "name": name}}
    found = await collection("media").find_one({"renditions": rendition, "public": True}, {"renditions.$": 1})
    return found["renditions"][0]["media_type"] if found else None


async def private_type(sha256: str, name: str) -> str | None:
    """The media type of an original or unpublished rendition that its owner has not deleted."""
    kept = {"state": {"$ne": DELETED}}
    if name == "original":
        found = await collection("media").find_one({"original.sha256": sha256} | kept, {"original.format": 1})
        return f"image/{found['original']['format']}" if found else None
    rendition = {"$elemMatch": {"sha256": sha256, "name": name}}
    found = await collection("media").find_one({"renditions": rendition} | kept, {"renditions.$": 1})
    return found["renditions"][0]["media_type"] if found else None


async def failed() -> list[Media]:
    """What failed for good, oldest first, for the operator."""
    documents = await collection("media").find({"state": FAILED}).sort("_id", 1).to_list(None)
    return load_readable(Media, documents)


async def is_needed(sha256: str) -> bool:
    """Whether any upload that is not deleted has these bytes."""
    either = [{"renditions.sha256": sha256}, {"original.sha256": sha256}]
    return await collection("media").find_one({"$or": either, "state": {"$ne": DELETED}}, {"_id": 1}) is not None


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
