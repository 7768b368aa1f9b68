"""GridFS: bytes under the SHA-256 of themselves."""

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

from gridfs.asynchronous import AsyncGridFSBucket
from gridfs.asynchronous.grid_file import AsyncGridOut
from gridfs.errors import NoFile
from quart.wrappers.response import ResponseBody
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from server.stores.mongo import collection, db

READ_BYTES = 256 * 1024


def bucket() -> AsyncGridFSBucket:
    """Where all media bytes are."""
    return AsyncGridFSBucket(db(), bucket_name="bytes")


def digest(path: Path) -> str:
    """The SHA-256 of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


async def put(path: Path, sha256: str, media_type: str) -> None:
    """Keep a file's bytes, unless the same bytes are kept already. Raises PyMongoError.

    An upload that was cut off leaves chunks but no entry, so half a file is never found.
    """
    if await collection("bytes.files").find_one({"filename": sha256}, {"_id": 1}) is None:
        with path.open("rb") as file:
            await bucket().upload_from_stream(sha256, file, metadata={"type": media_type})


async def fetch(sha256: str, path: Path) -> None:
    """Write the bytes to a file. Raises NoFile."""
    with path.open("wb") as file:
        await bucket().download_to_stream_by_name(sha256, file)


async def remove(sha256: str) -> None:
    """Forget these bytes; the caller knows that nothing else needs them."""
    async for file in collection("bytes.files").find({"filename": sha256}, {"_id": 1}):
        await bucket().delete(file["_id"])


async def body(sha256: str) -> "GridBody | None":
    """The bytes as the body of an answer, or None when they are not here."""
    try:
        return GridBody(await bucket().open_download_stream_by_name(sha256))
    except NoFile:
        return None


class GridBody(ResponseBody):
    """Streams a file, or one range of it, out of GridFS."""

    def __init__(self, file: AsyncGridOut) -> None:
        """Of all of `file`, until make_conditional() says otherwise."""
        self.file = file
        self.begin = 0
        self.end = file.length

    async def __aenter__(self) -> "GridBody":
        """Go to where the range begins."""
        await self.file.seek(self.begin)
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        """Nothing to close: chunks are read one query at a time."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """The bytes, in pieces of up to READ_BYTES."""
        left = self.end - self.begin
        while left > 0 and (piece := await self.file.read(min(left, READ_BYTES))):
            left -= len(piece)
            yield piece

    async def make_conditional(self, begin: int, end: int | None) -> int:
        """Only `begin` to `end`; a negative `begin` counts from the end. Raises RequestedRangeNotSatisfiable."""
        length = self.file.length
        self.begin = max(0, length + begin) if begin < 0 else begin
        self.end = length if end is None else min(end, length)
        if self.begin >= self.end:
            raise RequestedRangeNotSatisfiable(length=length)
        return length
