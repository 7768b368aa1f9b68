"""Which bytes which uploads need."""

from collections.abc import Iterable

from bson import ObjectId

from server.media.models import DELETED
from server.stores.mongo import Document, collection

PLACES = ("renditions.sha256", "captions.sha256", "original.sha256")
FIELDS = dict.fromkeys(PLACES, 1)


def parts(media: Document) -> dict[str, set[str]]:
    """The names of the bytes that an upload needs, by what they are to it."""
    return {
        "original": {media.get("original", {}).get("sha256", "")} - {""},
        "captions": {captions["sha256"] for captions in media.get("captions", [])},
        "renditions": {rendition["sha256"] for rendition in media.get("renditions", [])},
    }


def names(media: Document) -> set[str]:
    """The names of all bytes that an upload needs."""
    return set().union(*parts(media).values())


def naming(sha256s: Iterable[str]) -> Document:
    """Matches uploads, not deleted, that need any of these bytes."""
    wanted = list(sha256s)
    return {"$or": [{place: {"$in": wanted}} for place in PLACES], "state": {"$ne": DELETED}}


async def uploads_naming(sha256s: Iterable[str]) -> dict[str, set[ObjectId]]:
    """For each of these names the uploads, not deleted, that need its bytes."""
    wanted = set(sha256s)
    found: dict[str, set[ObjectId]] = {}
    async for media in collection("media").find(naming(wanted), FIELDS):
        for sha256 in names(media) & wanted:
            found.setdefault(sha256, set()).add(media["_id"])
    return found
