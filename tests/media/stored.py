"""What is in the store, as MongoDB has it, and ways to damage it."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bson import ObjectId

from server.media.storage import store
from server.media.storage.gridfs import CHUNK_BYTES
from server.stores.mongo import collection


async def fetched(sha256: str, folder: Path) -> bytes:
    """The bytes as a worker gets them."""
    path = folder / f"fetched-{ObjectId()}"
    await store.fetch(sha256, path)
    return path.read_bytes()


async def blob(sha256: str) -> dict[str, Any]:
    found = await store.blobs().find_one({"_id": sha256})
    assert found, "these bytes are not kept"
    return found


async def holders(sha256: str) -> set[ObjectId]:
    """Who holds the bytes; nobody when they are gone."""
    found = await store.blobs().find_one({"_id": sha256})
    return set(found["holders"]) if found else set()


async def files(sha256: str) -> list[ObjectId]:
    """Every GridFS file with these bytes."""
    return list(await collection("bytes.files").distinct("_id", {"filename": sha256}))


async def chunk_count(*found: ObjectId) -> int:
    return await collection("bytes.chunks").count_documents({"files_id": {"$in": list(found)}})


async def write_chunks(data: bytes) -> ObjectId:
    """Bytes in chunks that nothing names yet, as a resumable upload leaves them."""
    file = ObjectId()
    pieces = [data[begin : begin + CHUNK_BYTES] for begin in range(0, len(data), CHUNK_BYTES)]
    await collection("bytes.chunks").insert_many(
        [{"files_id": file, "n": number, "data": piece} for number, piece in enumerate(pieces)]
    )
    return file


async def change_chunk(sha256: str, number: int = 0, data: bytes | None = None) -> None:
    """Other bytes in one chunk, as many as before by default: as when a disk goes bad."""
    place = {"files_id": (await blob(sha256))["file"], "n": number}
    if data is None:
        found = await collection("bytes.chunks").find_one(place)
        assert found
        data = bytes([found["data"][0] ^ 255]) + found["data"][1:]
    await collection("bytes.chunks").update_one(place, {"$set": {"data": data}})


async def lose_chunk(sha256: str, number: int = 0) -> None:
    place = {"files_id": (await blob(sha256))["file"], "n": number}
    assert (await collection("bytes.chunks").delete_one(place)).deleted_count == 1


async def lose(sha256s: Iterable[str]) -> None:
    """The bytes and all that was known of them, as after the wrong backup."""
    for sha256 in sha256s:
        await collection("bytes.chunks").delete_many({"files_id": (await blob(sha256))["file"]})
        await collection("bytes.files").delete_many({"filename": sha256})
        await store.blobs().delete_one({"_id": sha256})


def noise(length: int) -> bytes:
    """Bytes like no others."""
    return os.urandom(length)
