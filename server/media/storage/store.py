"""Bytes under the SHA-256 of themselves, kept once however many uploads hold them.

A document in `blobs` says where the bytes are and who holds them. It is made after the bytes are there and removed
before they go, each in one step: who is cut off in between leaves bytes that nothing names, and reconcile.py finds
those. Whoever needs bytes holds them first and writes the document that names them afterwards.
"""

import asyncio
import hashlib
import io
from collections.abc import AsyncIterator, Iterable
from datetime import datetime
from pathlib import Path
from typing import IO

import msgspec
import structlog
from bson import ObjectId
from prometheus_client import Counter
from pymongo.errors import DuplicateKeyError

from server.media.storage import gridfs
from server.stores.documents import load, now
from server.stores.mongo import Collection, Document, collection

log = structlog.get_logger(__name__)
damages = Counter("tintype_media_damaged_total", "Times that bytes in the store were not what their name says")


class Missing(Exception):
    """These bytes are not in the store."""


class Corrupt(Exception):
    """The bytes in the store are not what their name says, or not all of them are there."""


class Blob(msgspec.Struct, frozen=True, kw_only=True):
    """Bytes, their name being their SHA-256, in the GridFS file `file`. `held_at`: when somebody last began to hold
    them. `damaged`: they were found wrong; nobody is sent them, and who brings them again puts them right."""

    id: str = msgspec.field(name="_id")
    file: ObjectId
    bytes: int
    type: str
    holders: list[ObjectId]
    held_at: datetime
    created_at: datetime
    damaged: bool = False


def blobs() -> Collection:
    """The collection of Blobs."""
    return collection("blobs")


async def find(sha256: str) -> Blob | None:
    """Where these bytes are; None when there are none of this name."""
    document = await blobs().find_one({"_id": sha256})
    return load(Blob, document) if document else None


def digest(path: Path) -> str:
    """The SHA-256 of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


async def keep(path: Path, media_type: str, holder: ObjectId) -> str:
    """Have `holder` hold the bytes of a file, which are stored unless they are kept already; their SHA-256."""
    sha256 = await asyncio.to_thread(digest, path)
    if await _hold(sha256, holder) is None:
        with path.open("rb") as source:
            await _store(source, _blob(ObjectId(), sha256, path.stat().st_size, media_type, holder))
    return sha256


async def keep_bytes(data: bytes, media_type: str, holder: ObjectId) -> str:
    """The same as keep(), for something small that was made in memory."""
    sha256 = hashlib.sha256(data).hexdigest()
    if await _hold(sha256, holder) is None:
        await _store(io.BytesIO(data), _blob(ObjectId(), sha256, len(data), media_type, holder))
    return sha256


async def adopt(file: ObjectId, sha256: str, length: int, media_type: str, holder: ObjectId) -> None:
    """Have `holder` hold bytes that are in the chunks of `file` already; chunks whose bytes are kept elsewhere are
    dropped. May run twice. Raises Missing when chunks are not there."""
    held = await _hold(sha256, holder)
    if held is None:
        try:
            held = await _adopt(_blob(file, sha256, length, media_type, holder))
        except Missing:
            # Another run of the same step found the bytes kept elsewhere, and dropped these.
            if (held := await _hold(sha256, holder)) is None:
                raise
    if held.file != file:
        await gridfs.drop(file)


async def release(holder: ObjectId, sha256s: Iterable[str], unless_held_since: datetime | None = None) -> None:
    """Have `holder` hold these bytes no longer; those that nobody holds are removed. May run twice.

    What somebody has begun to hold since a given moment is left as it is: reconcile.py looks at it later.
    """
    settled = {"held_at": {"$lt": unless_held_since}} if unless_held_since else {}
    for sha256 in sha256s:
        await blobs().update_one({"_id": sha256} | settled, {"$pull": {"holders": holder}})
        await remove_unheld(sha256)


async def release_all(holder: ObjectId) -> None:
    """Have `holder` hold nothing any longer. May run twice."""
    await release(holder, await blobs().distinct("_id", {"holders": holder}))


async def remove_unheld(sha256: str) -> bool:
    """Remove these bytes if nobody holds them; whether they were removed."""
    document = await blobs().find_one_and_delete({"_id": sha256, "holders": []})
    if document is None:
        return False
    await gridfs.drop(document["file"])
    return True


async def drop_chunks(file: ObjectId) -> None:
    """Remove the chunks of an upload that will not be adopted; those that were, or are just now, stay."""
    await gridfs.drop_unclaimed(file)


async def fetch(sha256: str, path: Path) -> None:
    """Write the bytes to a file. Raises Missing, or Corrupt when they are not what their name says."""
    blob = await find(sha256)
    if blob is None:
        raise Missing(f"there are no bytes {sha256}")
    with path.open("wb") as file:
        await check(blob, file)


async def check(blob: Blob, into: IO[bytes] | None = None) -> None:
    """Read all of the bytes, into a file if one is given. Raises Corrupt when they are not what their name says."""
    hashed = hashlib.sha256()
    async for data in read(blob):
        hashed.update(data)
        if into is not None:
            into.write(data)
    if hashed.hexdigest() != blob.id:
        await mark_damaged(blob)
        raise Corrupt(f"the bytes {blob.id} are others")


async def read(blob: Blob, first: int = 0, last: int | None = None) -> AsyncIterator[bytes]:
    """The chunks from number `first` to `last`, by default the last there is, a few at a time. Raises Corrupt where
    one is missing."""
    last = gridfs.count(blob.bytes) - 1 if last is None else last
    async for data in gridfs.read(blob.file, blob.bytes, first, last):
        first += gridfs.count(len(data))
        yield data
    if first != last + 1:
        await mark_damaged(blob)
        raise Corrupt(f"chunk {first} of the bytes {blob.id} is missing or cut off")


async def mark_damaged(blob: Blob) -> None:
    """Remember that these bytes are wrong, unless they are gone or were put right since they were looked up."""
    found = await blobs().update_one({"_id": blob.id, "file": blob.file}, {"$set": {"damaged": True}})
    if found.matched_count:
        damages.inc()
        log.error("bytes_damaged", sha256=blob.id, file=str(blob.file))


async def mark_sound(blob: Blob) -> None:
    """Remember that these bytes, which were thought to be damaged, are what their name says."""
    await blobs().update_one({"_id": blob.id, "file": blob.file}, {"$unset": {"damaged": ""}})


def _blob(file: ObjectId, sha256: str, length: int, media_type: str, holder: ObjectId) -> Blob:
    moment = now()
    return Blob(
        id=sha256, file=file, bytes=length, type=media_type, holders=[holder], held_at=moment, created_at=moment
    )


async def _hold(sha256: str, holder: ObjectId) -> Blob | None:
    """Hold the bytes if they are here and whole."""
    held: Document | None = await blobs().find_one_and_update(
        {"_id": sha256, "damaged": {"$ne": True}},
        {"$addToSet": {"holders": holder}, "$set": {"held_at": now()}},
        return_document=True,
    )
    return load(Blob, held) if held else None


async def _adopt(blob: Blob) -> Blob:
    # Claimed first: an upload that is given up at this moment may drop them otherwise.
    if not await gridfs.claim(blob.file) or not await gridfs.are_there(blob.file, blob.bytes):
        await mark_damaged(blob)
        raise Missing(f"not all chunks of {blob.file} are there")
    return await _install(blob)


async def _store(source: IO[bytes], blob: Blob) -> None:
    try:
        await gridfs.write(source, blob.file)
    except Exception:
        await gridfs.drop(blob.file)
        raise
    # An error in this step may come from a write that was carried out: then the chunks are needed.
    held = await _install(blob)
    if held.file != blob.file:
        await gridfs.drop(blob.file)


async def _install(blob: Blob) -> Blob:
    """Make this the Blob of its bytes, or hold the one that somebody else made meanwhile: the one that is held."""
    await gridfs.list_file(blob.file, blob.id, blob.bytes, blob.type)
    fresh = {"file": blob.file, "bytes": blob.bytes, "type": blob.type, "held_at": blob.held_at}
    change = {"$set": fresh, "$unset": {"damaged": ""}, "$addToSet": {"holders": blob.holders[0]}}
    while True:
        try:
            # A damaged one is replaced and keeps its holders; where a whole one is, inserting fails.
            before = await blobs().find_one_and_update(
                {"_id": blob.id, "damaged": True},
                change | {"$setOnInsert": {"created_at": blob.created_at}},
                upsert=True,
            )
        except DuplicateKeyError:
            if held := await _hold(blob.id, blob.holders[0]):
                return held
        else:
            if before is not None and before["file"] != blob.file:
                await gridfs.drop(before["file"])
            return blob
