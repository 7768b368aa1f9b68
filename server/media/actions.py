"""Taking uploads in, and giving them up."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from bson import ObjectId

from server.background import VIDEOS, enqueue
from server.media import broadcasts, queries, sandbox, sentences
from server.media.edits import Edit
from server.media.models import (
    DELETED,
    FAILED,
    MEDIA_TYPES,
    PROCESSING,
    READY,
    RECEIVED,
    VIDEO,
    Media,
    Original,
)
from server.media.storage import store
from server.relationships.queries import AUTHOR
from server.settings import Settings, current
from server.stores.documents import dump, load, now
from server.stores.mongo import Session, collection

SWEEP_MOST = 200
NAME_MOST = 200
# No audience of others: may_see() lets its owner alone see it.
SHOWN_TO_AUTHOR = "author, shown"


def limits(settings: Settings) -> sandbox.Limits:
    """What one photo or video may be and cost, from the settings."""
    return sandbox.Limits(
        image_bytes=settings.image_max_mb << 20,
        image_pixels=settings.image_max_megapixels * 1_000_000,
        video_bytes=settings.video_max_mb << 20,
        video_seconds=settings.video_max_minutes * 60,
        memory_bytes=settings.child_memory_mb << 20,
        seconds=settings.child_seconds,
        video_memory_bytes=settings.video_memory_mb << 20,
        video_seconds_per_second=settings.video_seconds_per_second,
        threads=settings.video_threads,
    )


async def receive(owner: ObjectId, path: Path, plan: str, name: str = "") -> Media:
    """Look into a file and keep its bytes; the upload that is returned is not stored yet, see insert().

    Raises sandbox.Refused with a sentence for the person, sandbox.ChildFailed when looking went wrong.
    """
    found = await sandbox.inspect(path, limits(current()))
    if plan == "avatar" and found.kind == VIDEO:
        raise sandbox.Refused("video", sentences.AVATAR_IS_VIDEO)
    media_id, moment = ObjectId(), now()
    sha256 = await store.keep(path, MEDIA_TYPES[found.format], media_id)
    size = path.stat().st_size
    return Media(
        id=media_id,
        owner=owner,
        plan=plan,
        state=RECEIVED,
        kind=found.kind,
        original=Original(sha256=sha256, bytes=size, format=found.format, name=name[:NAME_MOST]),
        width=found.width,
        height=found.height,
        seconds=found.seconds,
        findings=list(found.findings),
        camera=found.camera,
        created_at=moment,
        next_try_at=moment,
        queued_at=moment,
    )


async def insert(media: Media, session: Session | None = None) -> None:
    """Store the upload as received; call process_later() when that is final."""
    await collection("media").insert_one(dump(media), session=session)


async def process_later(media: Media) -> None:
    """Have a worker make the renditions."""
    await _enqueue_processing(media.id, media.kind)


async def retry(media_id: ObjectId) -> bool:
    """Try a failed upload again from the start; False when it had not failed."""
    media = await update({"_id": media_id, "state": FAILED}, _from_the_start())
    if media is not None:
        await process_later(media)
    return media is not None


async def remake(media_id: ObjectId) -> bool:
    """Make the renditions of a ready upload again, since some of them are lost; False when it is not ready."""
    media = await update({"_id": media_id, "state": READY}, _from_the_start())
    if media is not None:
        await process_later(media)
    return media is not None


async def edit(media: Media, wanted: Edit | None) -> bool:
    """Have a photo developed again as its owner wants it; False when it has changed since `media` was read.

    Who works on it at this moment can no longer write: its claim is counted on, and its state is another.
    """
    as_read = {"_id": media.id, "state": {"$in": [RECEIVED, PROCESSING, READY, FAILED]}, "claims": media.claims}
    fresh = _from_the_start() | {"claims": media.claims, "claims_before": media.claims, "lease_until": None}
    edited = await update(as_read, fresh | {"edit": dump(wanted)})
    if edited is not None:
        await process_later(edited)
        # A post whose uploads have all failed has something on its way again.
        await enqueue(f"{media.plan}_settled", media.id)
    return edited is not None


async def open_to(ids: Sequence[ObjectId], audience: str, session: Session | None = None) -> None:
    """Let `audience` fetch the renditions of these uploads, unless they were given up."""
    found = {"_id": {"$in": list(ids)}, "state": {"$ne": DELETED}}
    await collection("media").update_many(found, {"$set": {"audience": opened(audience)}}, session=session)


def opened(audience: str) -> str:
    """What an upload says that is shown to `audience`: shown to its author alone is not the same as not shown yet."""
    return SHOWN_TO_AUTHOR if audience == AUTHOR else audience


async def give_up(ids: Sequence[ObjectId], session: Session | None = None) -> None:
    """Have nobody reach these uploads from now on; purge() removes their bytes."""
    change = {"$set": {"state": DELETED, "audience": AUTHOR, "lease_until": None, "queued_at": now()}}
    await collection("media").update_many({"_id": {"$in": list(ids)}}, change, session=session)


async def discard(owner: ObjectId, media_id: ObjectId) -> bool:
    """Give up an upload that is in no post, for its owner; False when there is none."""
    unposted = queries.unposted(owner) | {"_id": media_id}
    change = {"state": DELETED, "lease_until": None, "queued_at": now()}
    done = await collection("media").update_one(unposted, {"$set": change})
    if done.modified_count:
        await enqueue("purge_media", media_id)
    return bool(done.modified_count)


async def purge(media_id: ObjectId) -> None:
    """Remove the bytes of a given-up upload that nothing else needs, then its document. May run twice."""
    media = await queries.by_id(media_id)
    if media is None or media.state != DELETED:
        return
    if media.arrival is not None:
        await store.drop_chunks(media.arrival.file)
    await store.release_all(media_id)
    await collection("media").delete_one({"_id": media_id, "state": DELETED})


async def sweep() -> int:
    """Queue again what the queue has lost and what waits to be purged, and give up what was never posted."""
    found = await _requeue_overdue() + await _requeue_unpurged()
    abandoned = await collection("media").find(queries.abandoned(), {"owner": 1}).limit(SWEEP_MOST).to_list(None)
    for document in abandoned:
        await discard(document["owner"], document["_id"])
    return found + len(abandoned)


async def _requeue_overdue() -> int:
    documents = await collection("media").find(queries.overdue(), {"kind": 1}).limit(SWEEP_MOST).to_list(None)
    for document in documents:
        await _mark_queued(document["_id"])
        await _enqueue_processing(document["_id"], document.get("kind", ""))
    return len(documents)


async def _requeue_unpurged() -> int:
    documents = await collection("media").find(queries.unpurged(), {"_id": 1}).limit(SWEEP_MOST).to_list(None)
    for document in documents:
        await _mark_queued(document["_id"])
        await enqueue("purge_media", document["_id"])
    return len(documents)


async def _mark_queued(media_id: ObjectId) -> None:
    await collection("media").update_one({"_id": media_id}, {"$set": {"queued_at": now()}})


async def _enqueue_processing(media_id: ObjectId, kind: str) -> None:
    """Videos have a queue of their own, so that no photo waits behind an hour of encoding."""
    if kind == VIDEO:
        await enqueue("process_video", media_id, queue=VIDEOS)
    else:
        await enqueue("process_media", media_id)


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


def _from_the_start() -> dict[str, Any]:
    fresh = {"state": RECEIVED, "stage": RECEIVED, "failures": 0, "claims": 0, "error": "", "sentence": ""}
    return fresh | {"proved_at": None, "next_try_at": now(), "queued_at": now()}
