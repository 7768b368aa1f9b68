"""Uploads: each one a state machine that survives anything."""

from datetime import datetime
from typing import Annotated

import msgspec
from bson import ObjectId
from pymongo import ASCENDING, IndexModel

from server.media import placeholder

RECEIVED = "received"
PROCESSING = "processing"
READY = "ready"
FAILED = "failed"
DELETED = "deleted"

# Shard key: media by hashed _id; GridFS chunks by (files_id, n), as MongoDB advises.
INDEXES = {
    "media": [
        IndexModel([("owner", ASCENDING)]),
        IndexModel([("renditions.sha256", ASCENDING)]),
        IndexModel([("original.sha256", ASCENDING)]),
        IndexModel([("state", ASCENDING), ("next_try_at", ASCENDING)]),
    ]
}


class Original(msgspec.Struct, frozen=True, kw_only=True):
    """What the person sent, kept byte for byte until she deletes it."""

    sha256: str
    bytes: int
    format: str


class Rendition(msgspec.Struct, frozen=True, kw_only=True):
    """One published size of a photo; its address names its bytes."""

    name: str
    media_type: str
    width: int
    height: int
    bytes: int
    sha256: str

    @property
    def url(self) -> str:
        """Where its bytes are, for ever."""
        return f"/media/{self.sha256}/{self.name}"


class Media(msgspec.Struct, frozen=True, kw_only=True):
    """One upload. `stage`, `done` and `of` are what the owner sees; `error` is for operators, `sentence` for her."""

    id: ObjectId = msgspec.field(name="_id")
    owner: ObjectId
    plan: str
    state: str
    original: Original
    width: int
    height: int
    created_at: datetime
    next_try_at: datetime
    queued_at: datetime
    lease_until: datetime | None = None
    claims: int = 0
    failures: int = 0
    version: int = 0
    stage: str = RECEIVED
    done: int = 0
    of: int = 0
    error: str = ""
    sentence: str = ""
    public: bool = False
    placeholder: bytes = b""
    renditions: list[Rendition] = []


class Photo(msgspec.Struct, frozen=True, kw_only=True):
    """A photo as pages show it; copied into what shows it, so that a page needs no look at `media`."""

    media: ObjectId
    alt: str
    width: int
    height: int
    placeholder: bytes
    renditions: Annotated[list[Rendition], msgspec.Meta(min_length=1)]

    @property
    def placeholder_uri(self) -> str:
        """A tiny picture to stand in until the photo is there; an empty one when it cannot be drawn."""
        try:
            return placeholder.data_uri(self.placeholder)
        except ValueError:
            return "data:,"

    def of_type(self, media_type: str) -> list[Rendition]:
        """Its renditions of one type, smallest first."""
        found = [rendition for rendition in self.renditions if rendition.media_type == media_type]
        return sorted(found, key=lambda rendition: rendition.width)

    def srcset(self, media_type: str) -> str:
        """The addresses and widths of one type, for <picture>."""
        return ", ".join(f"{rendition.url} {rendition.width}w" for rendition in self.of_type(media_type))

    def at_least(self, width: int) -> Rendition:
        """The smallest JPEG of at least this width, or the largest there is."""
        found = self.of_type("image/jpeg")
        return next((rendition for rendition in found if rendition.width >= width), found[-1])
