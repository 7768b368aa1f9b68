"""Reads every stored byte again, and says which are not what their name says."""

from collections.abc import AsyncIterator
from typing import NamedTuple

from bson import ObjectId

from server.media.models import FAILED, READY
from server.media.storage import needs, store
from server.media.storage.store import Blob
from server.stores.documents import load_readable
from server.stores.mongo import Collection, Document, collection

BATCH = 20


class Wrong(NamedTuple):
    """Bytes that are damaged or, `is_missing`, not there at all; the uploads that need them, and whose those are."""

    sha256: str
    is_missing: bool
    uploads: dict[ObjectId, ObjectId]


async def blobs() -> AsyncIterator[tuple[Blob, Wrong | None]]:
    """Every blob after it was read, and what is wrong with it.

    What is damaged is remembered to be, so that the next look through the store puts it right where that can be done.
    """
    async for batch in _batches(store.blobs()):
        for blob in load_readable(Blob, batch):
            yield blob, None if await _is_right(blob) else Wrong(blob.id, False, await _uploads(blob.id))


async def missing() -> AsyncIterator[Wrong]:
    """What uploads need and nobody has."""
    async for batch in _batches(collection("media"), needs.FIELDS | {"owner": 1, "state": 1}):
        wanted = {media["_id"]: needs.names(media) for media in batch if media["state"] in (READY, FAILED)}
        everything = set().union(*wanted.values())
        there = await store.blobs().distinct("_id", {"_id": {"$in": list(everything)}})
        for sha256 in sorted(everything - set(there)):
            yield Wrong(sha256, True, await _uploads(sha256))


async def _is_right(blob: Blob) -> bool:
    try:
        await store.check(blob)
    except store.Corrupt:
        # Bytes that were removed while they were read are not damaged.
        return await store.find(blob.id) is None
    if blob.damaged:
        await store.mark_sound(blob)
    return True


async def _uploads(sha256: str) -> dict[ObjectId, ObjectId]:
    found = collection("media").find(needs.naming([sha256]), {"owner": 1})
    return {media["_id"]: media["owner"] async for media in found}


async def _batches(where: Collection, fields: Document | None = None) -> AsyncIterator[list[Document]]:
    """All documents, a few at a time: reading their bytes may take longer than the database keeps a cursor."""
    beyond: Document = {}
    while batch := await where.find(beyond, fields).sort("_id", 1).limit(BATCH).to_list(None):
        beyond = {"_id": {"$gt": batch[-1]["_id"]}}
        yield batch
