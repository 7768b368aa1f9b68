"""Uploads whose renditions have the bytes that a test wants, and the addresses at which they are fetched."""

from typing import Any

from bson import ObjectId

from server.media.delivery import signing
from server.media.models import Rendition
from server.media.storage import store
from server.relationships.queries import PUBLIC
from server.stores.documents import dump
from server.stores.mongo import collection
from tests.cast import Person
from tests.documents import account_id, upload

TYPES = {"jpg": "image/jpeg", "mp4": "video/mp4", "m3u8": "application/vnd.apple.mpegurl"}


async def shown(owner: Person, data: bytes, name: str = "w320.jpg", audience: str = PUBLIC, **fields: Any) -> str:
    """The path of one more rendition, whose upload is shown to `audience`."""
    found = await upload(owner, audience=audience, **fields)
    media_type = TYPES[name.rsplit(".", maxsplit=1)[-1]]
    sha256 = await store.keep_bytes(data, media_type, found.id)
    made = Rendition(name=name, media_type=media_type, width=320, height=240, bytes=len(data), sha256=sha256)
    await collection("media").update_one({"_id": found.id}, {"$push": {"renditions": dump(made)}})
    return made.path


async def captioned(owner: Person, data: bytes, audience: str = PUBLIC) -> str:
    """The path of captions."""
    found = await upload(owner, audience=audience)
    sha256 = await store.keep_bytes(data, "text/vtt", found.id)
    captions = {"language": "en", "label": "English", "sha256": sha256, "bytes": len(data)}
    await collection("media").update_one({"_id": found.id}, {"$push": {"captions": captions}})
    return f"/media/{sha256}/captions.vtt"


def named(path: str) -> tuple[str, str]:
    """The SHA-256 and the name in a path."""
    _, _, sha256, name = path.split("/")
    return sha256, name


async def signed(path: str, viewer: Person, until: int | None = None) -> str:
    """The address that the site would make for `viewer`."""
    return signing.signed(*named(path), await account_id(viewer), until)


async def media_of(path: str) -> ObjectId:
    """The one upload that has these bytes."""
    sha256, _ = named(path)
    either = [{f"{place}.sha256": sha256} for place in ("renditions", "captions", "original")]
    (document,) = await collection("media").find({"$or": either}).to_list(None)
    return ObjectId(document["_id"])


async def change(path: str, **fields: Any) -> None:
    """Change the upload that has these bytes."""
    await collection("media").update_one({"_id": await media_of(path)}, {"$set": fields})
