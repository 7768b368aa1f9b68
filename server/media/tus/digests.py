"""SHA-256 of arriving uploads, made while the bytes pass, so that nothing is read again when the last one is there.

Each process remembers how far it has counted. Bytes that came through another one (or before a restart) are read from
the store, once, at the end.
"""

import hashlib
from collections import OrderedDict
from typing import TYPE_CHECKING

from bson import ObjectId

from server.media.storage import gridfs
from server.media.tus.pieces import Incomplete

if TYPE_CHECKING:
    from hashlib import _Hash

REMEMBERED_MOST = 500

_known: "OrderedDict[ObjectId, tuple[int, _Hash]]" = OrderedDict()


def begin(file: ObjectId, offset: int) -> "_Hash | None":
    """The digest of the bytes before `offset`, to go on with; None when this process has not seen them all."""
    if not offset:
        return hashlib.sha256()
    known, digest = _known.get(file, (0, None))
    return digest.copy() if digest is not None and known == offset else None


def remember(file: ObjectId, offset: int, digest: "_Hash") -> None:
    """Keep the digest of the bytes before `offset`, which are stored for good."""
    _known[file] = (offset, digest.copy())
    _known.move_to_end(file)
    if len(_known) > REMEMBERED_MOST:
        _known.popitem(last=False)


async def finish(file: ObjectId, length: int) -> str:
    """The digest of the whole file, in hexadecimal digits. Raises Incomplete."""
    known, digest = _known.pop(file, (0, hashlib.sha256()))
    first, skip = divmod(known, gridfs.CHUNK_BYTES)
    async for chunk in gridfs.read(file, length, first, gridfs.count(length) - 1):
        digest.update(chunk[skip:])
        known += len(chunk) - skip
        skip = 0
    if known != length:
        raise Incomplete(f"byte {known} of {file}")
    return digest.hexdigest()
