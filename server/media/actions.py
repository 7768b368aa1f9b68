"""Taking uploads in, and giving them up."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

from bson import ObjectId

from server.background import enqueue
from server.media import broadcasts, queries, sandbox, store
from server.media.models import DELETED, FAILED, READY, RECEIVED, Media, Original
from server.settings import Settings, current
from server.stores.documents import dump, load, now
from server.stores.mongo import Session, collection

SWEEP_MOST = 200


def limits(settings: Settings) -> sandbox.Limits:
    """What one photo may be and cost, from the settings."""
    return sandbox.Limits(
        max_bytes=settings.image_max_mb << 20,
        max_pixels=settings.image_max_megapixels * 1_000_000,
        memory_bytes=settings.child_memory_mb << 20,
        seconds=settings.child_seconds,
    )


async def receive(owner: ObjectId, path: Path, plan: str) -> Media:
    """Look into a file and keep its bytes; the upload that is returned is not stored yet, see insert().

    Raises sandbox.Refused with a sentence for the person, sandbox.ChildFailed when looking went wrong.
    """
    found = await sandbox.inspect(path, limits(current()))
    sha256 = await asyncio.to_thread(store.digest, path)
    await store.put(path, sha256, f"image/{found.format}")
    moment = now()
    return Media(
        id=ObjectId(),
        owner=owner,
        plan=plan,
        state=RECEIVED,
        original=Original(sha256=sha256, bytes=path.stat().st_size, format=found.format),
        width=found.width,
        height=found.height,
        created_at=moment,
        next_try_at=moment,
        queued_at=moment,
    )


async def insert(media: Media, session: Session | None = None) -> None:
    """Store the upload as received; call process_later() when that is final."""
    await collection("media").insert_one(dump(media), session=session)


async def process_later(media_id: ObjectId) -> None:
    """Have a worker make the renditions."""
    await enqueue("process_media", media_id)


async def retry(media_id: ObjectId) -> bool:
    """Try a failed upload again from the start; False when it had not failed."""
    fresh = {"state": RECEIVED, "stage": RECEIVED, "failures": 0, "claims": 0, "error": "", "sentence": ""}
    times = {"next_try_at": now(), "queued_at": now()}
    media = await update({"_id": media_id, "state": FAILED}, fresh | times)
    if media is not None:
        await process_later(media_id)
    return media is not None


async def publish(ids: list[ObjectId], session: Session | None = None) -> None:
    """Open the renditions of these uploads to everybody."""
    await collection("media").update_many(
        {"_id": {"$in": ids}, "state": READY}, {"$set": {"public": True}}, session=session
    )


async def give_up(ids: list[ObjectId], session: Session | None = None) -> None:
    """Have nobody reach these uploads from now on; purge() removes their bytes."""
    change = {"$set": {"state": DELETED, "public": False, "lease_until": None, "queued_at": now()}}
    await collection("media").update_many({"_id": {"$in": ids}}, change, session=session)


async def purge(media_id: ObjectId) -> None:
    """Remove the bytes of a given-up upload that nothing else needs, then its document. May run twice."""
    media = await queries.by_id(media_id)
    if media is None or media.state != DELETED:
        return
    for sha256 in {media.original.sha256, *(rendition.sha256 for rendition in media.renditions)}:
        if not await queries.is_needed(sha256):
            await store.remove(sha256)
    await collection("media").delete_one({"_id": media_id, "state": DELETED})


async def sweep() -> int:
    """Queue again what the queue has lost, and what waits to be purged; how many there were."""
    found = 0
    for condition, job in ((queries.overdue(), "process_media"), (queries.unpurged(), "purge_media")):
        documents = await collection("media").find(condition, {"_id": 1}).limit(SWEEP_MOST).to_list(None)
        for document in documents:
            await collection("media").update_one({"_id": document["_id"]}, {"$set": {"queued_at": now()}})
            await enqueue(job, document["_id"])
        found += len(documents)
    return found


async def update(condition: dict[str, Any], change: dict[str, Any], **counts: int) -> Media | None:
    """Change an upload if `condition` still holds, and show its owner; None when it does not hold."""
    document = await collection("media").find_one_and_update(
        condition, {"$set": change, "$inc": {"version": 1} | counts}, return_document=True
    )
    if document is None:
        return None
    media = load(Media, document)
    await broadcasts.progressed(media)
    return media


def try_again_at(failures: int) -> dict[str, Any]:
    """When to try again after so many failures: after 2, 4, 8 … seconds."""
    return {"state": RECEIVED, "lease_until": None, "next_try_at": now() + timedelta(seconds=2**failures)}
