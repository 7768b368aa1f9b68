"""One request that brings bytes of an arriving upload: they are kept about a megabyte at a time."""

import hashlib
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from server.media import broadcasts
from server.media.kinds import HEAD_BYTES, VIDEOS, kind_of
from server.media.models import ARRIVING, PHOTO, VIDEO, Arrival, Media
from server.media.refused import too_many_bytes
from server.media.storage.gridfs import CHUNK_BYTES
from server.media.tus import digests, pieces
from server.settings import current
from server.stores.documents import load, now
from server.stores.mongo import Document, Session, collection, transaction

if TYPE_CHECKING:
    from hashlib import _Hash

FLUSH_BYTES = 4 * CHUNK_BYTES
# On a slow line less is kept at a time, so that little has to be sent again, and the owner sees it grow.
FLUSH_SECONDS = 2.0


class Overtaken(Exception):
    """Another request brings the bytes of this upload now, or the upload has been given up."""


@dataclass(frozen=True)
class Promise:
    """What the bytes of one request must hash to; without that none of them is kept."""

    algorithm: str
    digest: bytes


class Intake:
    """Takes the bytes of one request. `offset` of the upload's bytes are kept for good, `stored` are written.

    The two differ under a promise only: then what is written counts when the promise was kept.
    """

    def __init__(self, media: Media, arrival: Arrival, tail: bytes, promise: Promise | None) -> None:
        """See begin()."""
        self.media = media
        self._arrival = arrival
        self._promise = promise
        self._offset = self._stored = arrival.offset
        # From the beginning of the chunk that the next byte belongs to.
        self._buffer = bytearray(tail)
        self._head = tail[:HEAD_BYTES]
        self._digest: _Hash | None = digests.begin(arrival.file, arrival.offset)
        self._promised: _Hash | None = hashlib.new(promise.algorithm, usedforsecurity=False) if promise else None
        self._flushed_at = time.monotonic()

    @classmethod
    async def begin(cls, media: Media, arrival: Arrival, promise: Promise | None) -> "Intake":
        """For the request that is the upload's writer. Raises Incomplete."""
        return cls(media, arrival, await pieces.tail(arrival.file, arrival.offset), promise)

    @property
    def end(self) -> int:
        """How many of the upload's bytes have come."""
        return self._begin + len(self._buffer)

    @property
    def is_due(self) -> bool:
        """Whether it is time to write."""
        new = self.end - self._stored
        return new >= FLUSH_BYTES or (new > 0 and time.monotonic() - self._flushed_at > FLUSH_SECONDS)

    @property
    def has_excess(self) -> bool:
        """Whether more has come than the upload has."""
        return self.end > self._arrival.length

    @property
    def is_as_promised(self) -> bool:
        """Whether all bytes of the request, which must have come, are those that were announced."""
        return self._promise is None or self._promised is None or self._promised.digest() == self._promise.digest

    def take(self, piece: bytes) -> None:
        """Take the next bytes; nothing is written yet."""
        if len(self._head) < HEAD_BYTES and self.end < HEAD_BYTES:
            self._head += piece[: HEAD_BYTES - self.end]
        self._buffer += piece
        for digest in filter(None, (self._digest, self._promised)):
            digest.update(piece)

    async def write(self) -> None:
        """Store what has come, and keep it for good if nothing was promised about it.

        Raises Overtaken; Refused when the first bytes show what may not come in.
        """
        await (self.keep() if self._promise is None else self._flush({}))

    async def keep(self) -> Media:
        """Store what has come and keep it for good; the upload as it is now. Raises as write()."""
        if self.end > self._offset:
            before = self.media
            await self._flush(self._advance() | self._kind())
            self._offset = self.end
            if self._digest is not None:
                digests.remember(self._arrival.file, self._offset, self._digest)
            await self._show(before)
        return self.media

    @property
    def _begin(self) -> int:
        return self._stored // CHUNK_BYTES * CHUNK_BYTES

    def _advance(self) -> dict[str, Any]:
        moment, settings = now(), current()
        expires_at = moment + timedelta(hours=settings.upload_hours)
        is_whole = self.end == self._arrival.length
        # A whole one that is still here then has lost its process: arrived.sweep() finishes it.
        swept_at = moment + timedelta(seconds=settings.requeue_seconds) if is_whole else expires_at
        return {"arrival.offset": self.end, "arrival.expires_at": expires_at, "next_try_at": swept_at}

    def _kind(self) -> dict[str, Any]:
        """What the file is, as soon as its first bytes are here. Raises Refused."""
        if self.media.original.format or len(self._head) < min(HEAD_BYTES, self._arrival.length):
            return {}
        found, most = kind_of(self._head), current().image_max_mb << 20
        if found not in VIDEOS and self._arrival.length > most:
            raise too_many_bytes(self._arrival.length, most)
        return {"original.format": found, "kind": VIDEO if found in VIDEOS else PHOTO}

    async def _flush(self, change: dict[str, Any]) -> None:
        arrival, begin = self._arrival, self._begin
        mine = {"_id": self.media.id, "state": ARRIVING, "arrival.writer": arrival.writer}

        async def store(session: Session) -> Document | None:
            document = await collection("media").find_one_and_update(
                mine | {"arrival.offset": self._offset},
                {"$set": change, "$inc": {"version": 1}} if change else {"$inc": {"version": 1}},
                session=session,
                return_document=True,
            )
            if document is not None:
                await pieces.write(arrival.file, begin, self._buffer, session)
            return document

        document = await transaction(store)
        if document is None:
            raise Overtaken
        self.media = load(Media, document)
        self._stored = self.end
        del self._buffer[: self._begin - begin]
        self._flushed_at = time.monotonic()

    async def _show(self, before: Media) -> None:
        """When a second has begun since the last bytes were kept: many requests in one show themselves once."""
        if self.media.arrival and before.arrival and _second(self.media.arrival) != _second(before.arrival):
            await broadcasts.progressed(self.media)


def _second(arrival: Arrival) -> int:
    return int(arrival.expires_at.timestamp())
