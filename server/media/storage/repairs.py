"""What can be out of step in the store, looked for a few documents at a time and put right.

Each step takes the place where the last one ended and returns its own, None at the end. Every step may run twice, at
any time, while uploads come and go: who holds bytes does so before a document names them, so a holder that no document
explains yet is left alone for GRACE.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import msgspec
import structlog
from bson import ObjectId

from server.i18n import mark
from server.media import actions
from server.media.models import ARRIVING, DELETED, FAILED, PROCESSING, READY, RECEIVED
from server.media.storage import gridfs, needs, store
from server.media.storage.store import Blob
from server.stores.documents import load_readable, now
from server.stores.mongo import Document, collection

BATCH = 100
CHUNKS_BATCH = 2000
GRACE = timedelta(hours=1)
# Where an upload still changes, it may hold what its document does not name yet.
UNSETTLED = (ARRIVING, RECEIVED, PROCESSING)
LOST = "lost from the store: "
LOST_SENTENCE = mark("A part of this was lost on our side and cannot be made again. Please post it once more.")
LOST_MOST = 100

log = structlog.get_logger(__name__)


class Report(msgspec.Struct, kw_only=True):
    """What a look through the store found. `lost` says in words what cannot be put right."""

    blobs: int = 0
    bytes: int = 0
    uploads: int = 0
    damaged: int = 0
    holders_added: int = 0
    holders_removed: int = 0
    unheld_removed: int = 0
    files_adopted: int = 0
    files_removed: int = 0
    chunks_removed: int = 0
    remade: int = 0
    lost: list[str] = []

    @property
    def problems(self) -> int:
        """How much was out of step, put right or not."""
        counts = (self.holders_added, self.holders_removed, self.unheld_removed, self.files_adopted)
        return sum(counts) + self.files_removed + self.chunks_removed + self.damaged + self.remade + len(self.lost)


async def holders(after: str | None, report: Report) -> str | None:
    """Blobs: who needs them holds them, who does not lets go, and what they should be is there."""
    documents = await _next(store.blobs(), after, BATCH)
    blobs = load_readable(Blob, documents)
    needed = await needs.uploads_naming(blob.id for blob in blobs)
    others = {holder for blob in blobs for holder in blob.holders}
    states = {
        media["_id"]: media["state"]
        async for media in collection("media").find({"_id": {"$in": list(others)}}, {"state": 1})
    }
    complete = await _complete(blobs)
    for blob in blobs:
        report.blobs += 1
        report.bytes += blob.bytes
        await _hold(blob, needed.get(blob.id, set()), states, report)
        await _check(blob, blob.id in complete, report)
    return documents[-1]["_id"] if documents else None


async def _hold(blob: Blob, needed: set[ObjectId], states: dict[ObjectId, str], report: Report) -> None:
    if missing := needed - set(blob.holders):
        await store.blobs().update_one({"_id": blob.id}, {"$addToSet": {"holders": {"$each": list(missing)}}})
        report.holders_added += len(missing)
    for holder in set(blob.holders) - needed:
        if (settled := _may_let_go(holder, states.get(holder))) is not None:
            done = await store.blobs().update_one({"_id": blob.id} | settled, {"$pull": {"holders": holder}})
            report.holders_removed += done.modified_count
    if not needed:
        report.unheld_removed += await store.remove_unheld(blob.id)


def _may_let_go(holder: ObjectId, state: str | None) -> Document | None:
    """On what condition bytes that this upload does not name are not its own; None when they may be."""
    if state == DELETED:
        return {}
    is_young = state is None and holder.generation_time > now() - GRACE
    return None if state in UNSETTLED or is_young else {"held_at": {"$lt": now() - GRACE}}


async def _check(blob: Blob, is_complete: bool, report: Report) -> None:
    if blob.damaged and is_complete:
        try:
            await store.check(blob)
        except store.Corrupt:
            report.damaged += 1
        else:
            await store.mark_sound(blob)
    elif not is_complete:
        report.damaged += 1
        if not blob.damaged:
            await store.mark_damaged(blob)


async def _complete(blobs: list[Blob]) -> set[str]:
    """The names of those that have all their chunks."""
    files = [blob.file for blob in blobs]
    counting: list[Document] = [
        {"$match": {"files_id": {"$in": files}}},
        {"$group": {"_id": "$files_id", "n": {"$sum": 1}}},
    ]
    counts = {found["_id"]: found["n"] async for found in await collection("bytes.chunks").aggregate(counting)}
    return {blob.id for blob in blobs if counts.get(blob.file, 0) == gridfs.count(blob.bytes)}


async def files(after: ObjectId | None, report: Report) -> ObjectId | None:
    """Entries of GridFS that are no blob's: bytes that an upload needs become one, others are removed."""
    documents = await _next(collection("bytes.files"), after, BATCH)
    unowned = await _unowned(document["_id"] for document in documents)
    orphans = [document for document in documents if document["_id"] in unowned]
    needed = await needs.uploads_naming(document["filename"] for document in orphans)
    for document in orphans:
        if uploads := needed.get(document["filename"]):
            await _adopt(document, uploads, report)
        elif _is_old(document["_id"]):
            await gridfs.drop(document["_id"])
            report.files_removed += 1
    return documents[-1]["_id"] if documents else None


async def _adopt(document: Document, uploads: set[ObjectId], report: Report) -> None:
    media_type = (document.get("metadata") or {}).get("type", "application/octet-stream")
    try:
        for upload in uploads:
            await store.adopt(document["_id"], document["filename"], document["length"], media_type, upload)
        report.files_adopted += 1
    except store.Missing:
        await gridfs.drop(document["_id"])
        report.files_removed += 1


async def chunks(after: ObjectId | None, report: Report) -> ObjectId | None:
    """Chunks that belong to nothing: of an upload that was cut off, or of one that was given up."""
    beyond = {"files_id": {"$gt": after}} if after else {}
    found = collection("bytes.chunks").find(beyond, {"_id": 0, "files_id": 1}).sort([("files_id", 1), ("n", 1)])
    ids = list(dict.fromkeys([chunk["files_id"] async for chunk in found.limit(CHUNKS_BATCH)]))
    for file in filter(_is_old, await _unowned(ids)):
        if await collection("bytes.files").find_one({"_id": file}, {"_id": 1}) is None:
            await gridfs.drop(file)
            report.chunks_removed += 1
    return ids[-1] if ids else None


async def uploads(after: ObjectId | None, report: Report) -> ObjectId | None:
    """Uploads whose bytes are not all there: renditions are made again; what cannot be is said."""
    fields = {"state": 1, "owner": 1, "error": 1} | needs.FIELDS
    documents = await _next(collection("media"), after, BATCH, fields)
    settled = [document for document in documents if document["state"] in (READY, FAILED)]
    named = {document["_id"]: needs.parts(document) for document in settled}
    sound = await _sound({sha256 for names in named.values() for part in names.values() for sha256 in part})
    for document in settled:
        report.uploads += 1
        gone = {part for part, names in named[document["_id"]].items() if names - sound}
        await _make_up_for(document, gone, report)
    return documents[-1]["_id"] if documents else None


async def _make_up_for(media: Document, gone: set[str], report: Report) -> None:
    if "renditions" in gone and "original" not in gone:
        gone.remove("renditions")
        report.remade += await actions.remake(media["_id"])
    if gone:
        words = f"{LOST}{', '.join(sorted(gone))}"
        if not await _say(media, words, LOST_SENTENCE):
            return
        log.error("media_lost", media=str(media["_id"]), owner=str(media["owner"]), parts=sorted(gone))
        if len(report.lost) < LOST_MOST:
            report.lost.append(f"upload {media['_id']} of {media['owner']}: {words}")
    elif (media.get("error") or "").startswith(LOST):
        await _say(media, "", "")


async def _say(media: Document, error: str, sentence: str) -> bool:
    """Tell operators and the owner, unless the upload was given up or changed since it was looked at."""
    unchanged = {"_id": media["_id"], "state": media["state"], "error": media.get("error")}
    done = await collection("media").update_one(unchanged, {"$set": {"error": error, "sentence": sentence}})
    return bool(done.matched_count)


async def _sound(sha256s: Iterable[str]) -> set[str]:
    """Those of the names whose bytes are there and, as far as is known, right."""
    found = store.blobs().find({"_id": {"$in": list(sha256s)}, "damaged": {"$ne": True}}, {"_id": 1})
    return {document["_id"] async for document in found}


async def _unowned(ids: Iterable[ObjectId]) -> set[ObjectId]:
    """Those of these GridFS files that neither a blob nor an arriving upload has.

    An upload has its file until the blob is there: so uploads are asked first, or one could slip through between.
    """
    wanted = list(ids)
    arriving = {"arrival.expires_at": {"$exists": True}, "arrival.file": {"$in": wanted}}
    owned = {*await collection("media").distinct("arrival.file", arriving)}
    owned |= {*await store.blobs().distinct("file", {"file": {"$in": wanted}})}
    return set(wanted) - owned


def _is_old(file: ObjectId) -> bool:
    return file.generation_time < now() - GRACE


async def _next(where: Any, after: Any, limit: int, fields: Document | None = None) -> list[Document]:
    beyond = {"_id": {"$gt": after}} if after is not None else {}
    found: list[Document] = await where.find(beyond, fields).sort("_id", 1).limit(limit).to_list(None)
    return found
