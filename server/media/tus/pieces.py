"""The bytes of an arriving upload: GridFS chunks that no file names yet, so that nothing is copied at the end."""

from bson import ObjectId
from pymongo import ReplaceOne

from server.media.storage.gridfs import CHUNK_BYTES
from server.stores.mongo import Session, collection


class Incomplete(Exception):
    """Bytes that were kept are not there."""


async def write(file: ObjectId, begin: int, data: bytes | bytearray, session: Session) -> None:
    """Keep `data` at `begin`, where a chunk begins, in place of what is there; the last chunk may be partial."""
    changes = []
    for at in range(0, len(data), CHUNK_BYTES):
        place = {"files_id": file, "n": (begin + at) // CHUNK_BYTES}
        changes.append(ReplaceOne(place, place | {"data": bytes(data[at : at + CHUNK_BYTES])}, upsert=True))
    if changes:
        await collection("bytes.chunks").bulk_write(changes, session=session)


async def tail(file: ObjectId, end: int) -> bytes:
    """The bytes before `end` in the chunk that `end` is in. Raises Incomplete."""
    number, length = divmod(end, CHUNK_BYTES)
    if not length:
        return b""
    chunk = await collection("bytes.chunks").find_one({"files_id": file, "n": number})
    if chunk is None or len(chunk["data"]) < length:
        raise Incomplete(f"chunk {number} of {file}")
    return bytes(chunk["data"][:length])
