"""Stored bytes as the body of an answer, a few chunks in memory at a time."""

from collections.abc import AsyncIterator

from quart.wrappers.response import ResponseBody

from server.media.storage import store
from server.media.storage.gridfs import CHUNK_BYTES


class StoredBody(ResponseBody):
    """All bytes of a blob, or those from `begin` to before `end`.

    Where bytes are missing it raises store.Corrupt. The answer has told its length by then, so that who receives it
    sees that it was cut off.
    """

    def __init__(self, blob: store.Blob) -> None:
        """Of all of it."""
        self.blob = blob
        self.begin = 0
        self.end = blob.bytes

    def __len__(self) -> int:
        """How many bytes there are in all."""
        return self.blob.bytes

    def part(self, begin: int, end: int) -> "StoredBody":
        """Only these bytes."""
        made = StoredBody(self.blob)
        made.begin, made.end = begin, end
        return made

    async def __aenter__(self) -> "StoredBody":
        """Nothing to open: the chunks are asked for when they are sent."""
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        """Nothing to close."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """The bytes, a few chunks at a time."""
        first, last = self.begin // CHUNK_BYTES, (self.end - 1) // CHUNK_BYTES
        begin = self.begin - first * CHUNK_BYTES
        left = self.end - self.begin
        async for data in store.read(self.blob, first, last):
            piece = data[begin : begin + left]
            begin, left = 0, left - len(piece)
            yield piece
