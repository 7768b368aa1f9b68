"""Uploads: each one a state machine that survives anything."""

from datetime import datetime
from typing import Annotated

import msgspec
from bson import ObjectId
from pymongo import ASCENDING, IndexModel

from server import i18n
from server.media import placeholder, receipts
from server.media.delivery import addresses
from server.media.edits import Edit
from server.relationships.queries import AUTHOR

ARRIVING = "arriving"
RECEIVED = "received"
PROCESSING = "processing"
READY = "ready"
FAILED = "failed"
DELETED = "deleted"

PHOTO = "photo"
VIDEO = "video"

# Shard keys: media by hashed _id; blobs by hashed _id; GridFS chunks by (files_id, n), as MongoDB advises.
INDEXES = {
    "media": [
        IndexModel([("owner", ASCENDING), ("post", ASCENDING)]),
        IndexModel([("renditions.sha256", ASCENDING)]),
        IndexModel([("captions.sha256", ASCENDING)], sparse=True),
        IndexModel([("original.sha256", ASCENDING)]),
        IndexModel([("state", ASCENDING), ("next_try_at", ASCENDING)]),
        IndexModel([("audience", ASCENDING), ("state", ASCENDING)]),
        IndexModel([("arrival.expires_at", ASCENDING)], sparse=True),
    ],
    "blobs": [IndexModel([("holders", ASCENDING)]), IndexModel([("file", ASCENDING)])],
    "bytes.chunks": [IndexModel([("files_id", ASCENDING), ("n", ASCENDING)], unique=True)],
}


MEDIA_TYPES = {
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "avif": "image/avif",
    "heic": "image/heic",
    "gif": "image/gif",
    "mp4": "video/mp4",
    "mov": "video/quicktime",
    "webm": "video/webm",
}


class Original(msgspec.Struct, frozen=True, kw_only=True):
    """What the person sent, kept byte for byte until she deletes it; `format` is told from its bytes."""

    sha256: str
    bytes: int
    format: str
    name: str = ""

    @property
    def media_type(self) -> str:
        """What browsers call the format."""
        return MEDIA_TYPES.get(self.format, "application/octet-stream")


class Arrival(msgspec.Struct, frozen=True, kw_only=True):
    """A resumable upload on its way in: `offset` of `length` bytes are kept, in the chunks of `file`.

    `writer` is the fencing token: each request that brings bytes takes the next number, and only the newest one's
    bytes are kept.
    """

    file: ObjectId
    length: int
    offset: int = 0
    writer: int = 0
    expires_at: datetime


class Rendition(msgspec.Struct, frozen=True, kw_only=True):
    """One published file made from an original; its address names its bytes. What has no size has width 0.

    What is shown to everybody `is_open`: its address leads to the bytes whoever asks.
    """

    name: str
    media_type: str
    width: int
    height: int
    bytes: int
    sha256: str
    is_open: bool = True

    @property
    def is_square_cut(self) -> bool:
        """Whether it is only the square in the middle of the picture; see server/media/child/render.py."""
        return self.name.startswith("q")

    @property
    def path(self) -> str:
        """Where its bytes are on this site, for ever."""
        return f"/media/{self.sha256}/{self.name}"

    @property
    def url(self) -> str:
        """Where pages find its bytes: here, or at MEDIA_BASE_URL when they are for everybody."""
        return addresses.shown(self.path, is_open=self.is_open)


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """Something in the original that will not leave: `kind` for programs, `words` for its owner."""

    kind: str
    words: str

    @property
    def told(self) -> receipts.Told:
        """`words` in the present language."""
        return receipts.told(self.words)


class Captions(msgspec.Struct, frozen=True, kw_only=True):
    """Words to a video, as WebVTT; `language` is a BCP 47 tag."""

    language: str
    label: str
    sha256: str
    bytes: int
    is_open: bool = True

    @property
    def url(self) -> str:
        """Where pages find them."""
        return addresses.shown(f"/media/{self.sha256}/captions.vtt", is_open=self.is_open)


class Focus(msgspec.Struct, frozen=True, kw_only=True):
    """The point that stays in view when a picture is cropped, in percent of its width and height."""

    x: int = 50
    y: int = 50


class Media(msgspec.Struct, frozen=True, kw_only=True):
    """One upload. `stage`, `done` and `of` are what the owner sees; `error` is for operators, `sentence` for her.

    `findings` is what was found in the original (None: nobody has looked yet), `camera` the part of it that may stay
    as text when `keep_camera`. `kept_until`: it is in a draft that is saved. `proved_at`: when the stored renditions
    were read again and nothing of it was in them. `edit` is what its owner wants done to a photo, `claims_before` how
    many claims were for what she wanted before.
    """

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
    kind: str = PHOTO
    post: ObjectId | None = None
    audience: str = AUTHOR
    arrival: Arrival | None = None
    lease_until: datetime | None = None
    claims: int = 0
    failures: int = 0
    version: int = 0
    stage: str = RECEIVED
    done: int = 0
    of: int = 0
    error: str = ""
    sentence: str = ""
    sentence_values: dict[str, str | float] = {}
    alt: str = ""
    focus: Focus = Focus()
    findings: list[Finding] | None = None
    camera: str = ""
    keep_camera: bool = False
    proved_at: datetime | None = None
    edit: Edit | None = None
    claims_before: int = 0
    placeholder: bytes = b""
    renditions: list[Rendition] = []
    captions: list[Captions] = []
    seconds: float = 0
    loudness: float | None = None
    kept_until: datetime | None = None
    has_sound: bool = False
    loops: bool = False

    @property
    def reason(self) -> str:
        """`sentence` with its values, in the present language."""
        return i18n.told(self.sentence, self.sentence_values)


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """A photo or video as pages show it; copied into what shows it, so that a page needs no look at `media`.

    The JPEG, WebP and AVIF renditions of a video are its poster.
    """

    media: ObjectId
    kind: str = PHOTO
    alt: str
    width: int
    height: int
    placeholder: bytes
    renditions: Annotated[list[Rendition], msgspec.Meta(min_length=1)]
    focus: Focus = Focus()
    camera: str = ""
    captions: list[Captions] = []
    seconds: float = 0
    has_sound: bool = False
    loops: bool = False

    @property
    def is_video(self) -> bool:
        """Whether it moves."""
        return self.kind == VIDEO

    @property
    def placeholder_uri(self) -> str:
        """A tiny picture to stand in until the photo is there; an empty one when it cannot be drawn."""
        try:
            return placeholder.data_uri(self.placeholder)
        except ValueError:
            return "data:,"

    def of_type(self, media_type: str) -> list[Rendition]:
        """The renditions of one type that show all of it, smallest first."""
        whole = (rendition for rendition in self._all_of(media_type) if not rendition.is_square_cut)
        return sorted(whole, key=lambda rendition: rendition.width)

    def squares(self, media_type: str) -> list[Rendition]:
        """What fills a square, smallest first: cut when its middle is what a crop keeps; larger ones are whole."""
        cut = [rendition for rendition in self._all_of(media_type) if rendition.is_square_cut]
        if self.focus != Focus():
            cut = []
        most = max((rendition.width for rendition in cut), default=0)
        return sorted(cut, key=_side) + [rendition for rendition in self.of_type(media_type) if _side(rendition) > most]

    def _all_of(self, media_type: str) -> list[Rendition]:
        return [rendition for rendition in self.renditions if rendition.media_type == media_type]

    def named(self, name: str) -> Rendition | None:
        """The rendition with this name."""
        return next((rendition for rendition in self.renditions if rendition.name == name), None)

    def srcset(self, media_type: str) -> str:
        """The addresses and widths of one type, for <picture>."""
        return ", ".join(f"{rendition.url} {rendition.width}w" for rendition in self.of_type(media_type))

    def square_srcset(self, media_type: str) -> str:
        """The same for a square, with the sides of the squares that they fill."""
        return ", ".join(f"{rendition.url} {_side(rendition)}w" for rendition in self.squares(media_type))

    def at_least(self, width: int) -> Rendition:
        """The smallest JPEG of at least this width, or the largest there is."""
        found = self.of_type("image/jpeg")
        return next((rendition for rendition in found if rendition.width >= width), found[-1])

    def lightest(self, media_type: str, width: int = 0) -> Rendition | None:
        """The smallest of one type that has at least this width, or the largest there is; None of a type it lacks."""
        found = self.of_type(media_type)
        return next((rendition for rendition in found if rendition.width >= width), found[-1] if found else None)


def _side(rendition: Rendition) -> int:
    return min(rendition.width, rendition.height)
