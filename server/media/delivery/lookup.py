"""What one person may fetch, and the bytes: read from memory where that is quick."""

import hashlib
from collections import OrderedDict
from functools import cache
from typing import NamedTuple

from bson import ObjectId

from server.accounts import queries as accounts
from server.accounts.models import Viewer
from server.media.delivery import everybody
from server.media.delivery.bodies import StoredBody
from server.media.models import DELETED, Original
from server.media.storage import gridfs, store
from server.relationships.queries import may_see
from server.settings import current
from server.stores.documents import load
from server.stores.mongo import Document, collection

ORIGINAL = "original"


class Kind(NamedTuple):
    """What is sent: its media type, and for originals the name that its owner's file had."""

    media_type: str
    file_name: str = ""


async def private(sha256: str, name: str, viewer_id: ObjectId) -> Kind | None:
    """What this person may fetch under this address, originals only their owner; None when there is nothing."""
    account = await accounts.by_id(viewer_id)
    if account is None or account.suspended_at is not None:
        return None
    viewer = Viewer(id=account.id, username=account.username, name=account.name, avatar=account.avatar, session="")
    if name == ORIGINAL:
        wanted, fields = {"original.sha256": sha256, "owner": viewer.id}, {ORIGINAL: 1}
    else:
        wanted = everybody.condition(sha256, name)
        fields = {"_id": 1} if name == everybody.CAPTIONS else {"renditions.$": 1}
    fields |= {"owner": 1, "audience": 1}
    async with collection("media").find(wanted | {"state": {"$ne": DELETED}}, fields) as found:
        async for media in found:
            if await may_see(viewer, media["owner"], media["audience"]):
                return _kind(media, name)
    return None


def _kind(media: Document, name: str) -> Kind:
    if name == everybody.CAPTIONS:
        return Kind(everybody.VTT)
    if name == ORIGINAL:
        original = load(Original, media[ORIGINAL])
        return Kind(original.media_type, original.name or f"original.{original.format}")
    return Kind(media["renditions"][0]["media_type"])


async def body(sha256: str) -> bytes | StoredBody:
    """The bytes: as they are when they are few, or else to be streamed. Raises store.Missing, store.Corrupt."""
    if data := _memory().get(sha256):
        return data
    blob = await store.find(sha256)
    if blob is None:
        raise store.Missing(f"there are no bytes {sha256}")
    if blob.damaged:
        raise store.Corrupt(f"the bytes {sha256} are known to be damaged")
    if blob.bytes > gridfs.CHUNK_BYTES:
        return StoredBody(blob)
    data = await _whole(blob)
    _memory().put(sha256, data)
    return data


async def _whole(blob: store.Blob) -> bytes:
    data = b"".join([piece async for piece in store.read(blob)])
    if hashlib.sha256(data).hexdigest() != blob.id:
        await store.mark_damaged(blob)
        raise store.Corrupt(f"the bytes {blob.id} are others")
    return data


class Memory:
    """The small files that were asked for last, up to so many bytes. They are named by what they are, so they never
    grow old; who may have them is asked elsewhere."""

    def __init__(self, most: int) -> None:
        """Of up to `most` bytes."""
        self._most = most
        self._size = 0
        self._kept: OrderedDict[str, bytes] = OrderedDict()

    def get(self, sha256: str) -> bytes | None:
        """The bytes, if they are kept."""
        data = self._kept.get(sha256)
        if data is not None:
            self._kept.move_to_end(sha256)
        return data

    def put(self, sha256: str, data: bytes) -> None:
        """Keep these bytes, and forget what was not asked for longest."""
        if sha256 not in self._kept:
            self._kept[sha256] = data
            self._size += len(data)
        while self._size > self._most:
            _, forgotten = self._kept.popitem(last=False)
            self._size -= len(forgotten)


@cache
def _memory() -> Memory:
    return Memory(current().media_cache_mb << 20)
