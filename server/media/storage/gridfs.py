"""GridFS, in its own format but without its driver: a few chunks in memory at a time, and no look at `bytes.files`."""

from collections.abc import AsyncIterator
from typing import IO

from bson import ObjectId
from pymongo.asynchronous.cursor import AsyncCursor

from server.stores.documents import now
from server.stores.mongo import Document, collection

# GridFS's own size of a chunk; whoever writes chunks fills each of them, but for the last.
CHUNK_BYTES = 255 * 1024
# How many are in memory at once: a MiB, which is what caches and players ask for, lies in so many wherever it begins.
BATCH = 6


def count(length: int) -> int:
    """How many chunks so many bytes take."""
    return -(-length // CHUNK_BYTES)


async def are_there(file: ObjectId, length: int) -> bool:
    """Whether `file` has as many chunks as so many bytes take."""
    return await collection("bytes.chunks").count_documents({"files_id": file}) == count(length)


async def write(source: IO[bytes], file: ObjectId) -> None:
    """Put all that can be read from `source` into the chunks of `file`."""
    batch: list[Document] = []
    number = 0
    while data := source.read(CHUNK_BYTES):
        batch.append({"files_id": file, "n": number, "data": data})
        number += 1
        if len(batch) == BATCH:
            await collection("bytes.chunks").insert_many(batch)
            batch = []
    if batch:
        await collection("bytes.chunks").insert_many(batch)


async def list_file(file: ObjectId, name: str, length: int, media_type: str) -> None:
    """Make the entry by which GridFS's own tools find the chunks. May run twice."""
    entry = {"length": length, "chunkSize": CHUNK_BYTES, "uploadDate": now(), "filename": name}
    await collection("bytes.files").replace_one({"_id": file}, entry | {"metadata": {"type": media_type}}, upsert=True)


async def drop(file: ObjectId) -> None:
    """Remove the chunks, then the entry: cut off in between, the file is still found by its entry."""
    await collection("bytes.chunks").delete_many({"files_id": file})
    await collection("bytes.files").delete_one({"_id": file})


async def claim(file: ObjectId) -> bool:
    """Keep the chunks from drop_unclaimed(); False when they are gone. The first chunk decides, in one write."""
    done = await collection("bytes.chunks").update_one({"files_id": file, "n": 0}, {"$set": {"claimed": True}})
    return bool(done.matched_count)


async def drop_unclaimed(file: ObjectId) -> None:
    """Remove the chunks, unless somebody has claimed them."""
    await collection("bytes.chunks").delete_one({"files_id": file, "n": 0, "claimed": {"$ne": True}})
    if await collection("bytes.chunks").find_one({"files_id": file, "n": 0}, {"_id": 1}) is None:
        await drop(file)


async def read(file: ObjectId, length: int, first: int, last: int) -> AsyncIterator[bytes]:
    """The chunks from number `first` to `last`, up to BATCH joined.

    It ends before the first chunk that is missing or has not the size that it should have.
    """
    wanted = {"files_id": file, "n": {"$gte": first, "$lte": last}}
    async with collection("bytes.chunks").find(wanted, {"_id": 0, "n": 1, "data": 1}) as found:
        found.sort("n", 1).batch_size(BATCH)
        while data := await _joined(found, first, length):
            first += count(len(data))
            yield data


async def _joined(found: AsyncCursor[Document], first: int, length: int) -> bytes:
    """The next chunks, as far as they are as they should be: `first` and those after it, of a file of `length`."""
    sound = []
    for number, chunk in enumerate(await found.to_list(BATCH), first):
        if chunk["n"] != number or len(chunk["data"]) != min(CHUNK_BYTES, length - number * CHUNK_BYTES):
            break
        sound.append(chunk["data"])
    return b"".join(sound)
