"""Documents put straight into MongoDB: where the way through the site would be slow, or would not stand still."""

import itertools
import struct
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bson import ObjectId
from PIL import Image

from server.media import thumbhash
from server.media.models import Item, Media, Original, Rendition
from server.media.storage import store
from server.posts import newest
from server.posts.models import Post
from server.stores import freshness, timelines
from server.stores.documents import dump, now
from server.stores.mongo import collection
from server.web import text
from tests.cast import Person, photo

FAR = datetime(2100, 1, 1, tzinfo=UTC)
PLACEHOLDER = thumbhash.encode(Image.new("RGB", (32, 24), (90, 70, 50)))

_numbers = itertools.count(1)


async def account_id(person: Person) -> ObjectId:
    document = await collection("accounts").find_one({"username": person.username}, {"_id": 1})
    assert document
    return ObjectId(document["_id"])


async def look_anew(*people: Person) -> None:
    """Have the site look at these people's feeds anew, after a test has changed documents behind its back."""
    for person in people:
        account = await account_id(person)
        await timelines.forget(account)
        await freshness.touch(f"viewer:{account}", f"account:{account}")


def next_feed_id() -> ObjectId:
    """Above all that came from here before, and below all that the site makes from now on."""
    return ObjectId(struct.pack(">IQ", int(time.time()) - 2, next(_numbers)))


@dataclass
class Upload:
    """An upload with bytes of its own: `sha256` of its one rendition, `original` of what was sent."""

    id: ObjectId
    rendition: Rendition
    sha256: str
    original: str


async def kept(data: bytes, holder: ObjectId, media_type: str = "image/jpeg") -> str:
    """Bytes in the store; their name."""
    return await store.keep_bytes(data, media_type, holder)


async def upload(owner: Person, state: str = "ready", **change: Any) -> Upload:
    """An upload that no worker will touch."""
    sent, made, media_id = photo(), photo(320, 240), ObjectId()
    original, sha256 = await kept(sent, media_id), await kept(made, media_id)
    rendition = Rendition(
        name="w320.jpg", media_type="image/jpeg", width=320, height=240, bytes=len(made), sha256=sha256
    )
    media = Media(
        id=media_id,
        owner=await account_id(owner),
        plan="photo",
        state=state,
        original=Original(sha256=original, bytes=len(sent), format="jpeg"),
        width=640,
        height=480,
        created_at=now(),
        next_try_at=FAR,
        queued_at=FAR,
        lease_until=FAR,
        findings=[],
        placeholder=PLACEHOLDER,
        renditions=[rendition],
    )
    await collection("media").insert_one(dump(media) | change)
    return Upload(media.id, rendition, sha256, original)


async def published(author: Person, caption: str = "", **change: Any) -> str:
    """A published post; its id. Its photo's bytes are nowhere."""
    made_up = Rendition(name="w320.jpg", media_type="image/jpeg", width=320, height=240, bytes=1, sha256="0" * 64)
    picture = Item(media=ObjectId(), alt="", width=640, height=480, placeholder=PLACEHOLDER, renditions=[made_up])
    moment = now()
    post = await _post(author, "published", caption, picture.media)
    post |= {"feed_id": next_feed_id(), "published_at": moment, "items": dump([picture])} | change
    await collection("posts").insert_one(post)
    await freshness.touch(newest.STAMP)
    await collection("accounts").update_one({"_id": post["author"]}, {"$inc": {"posts": 1, "version": 1}})
    return str(post["_id"])


async def on_its_way(author: Person, caption: str = "", state: str = "processing") -> tuple[str, Upload]:
    """A post that is not published (and will not be), with its upload; its id."""
    post_id = ObjectId()
    sent = await upload(author, state, stage=state, post=post_id)
    post = await _post(author, state, caption, sent.id) | {"_id": post_id}
    await collection("posts").insert_one(post)
    await look_anew(author)
    return str(post["_id"]), sent


async def _post(author: Person, state: str, caption: str, media: ObjectId) -> dict[str, Any]:
    post = Post(
        id=ObjectId(),
        author=await account_id(author),
        key=f"inserted {next(_numbers)}",
        state=state,
        audience="public",
        caption=caption,
        tags=text.tags(caption),
        media=[media],
        created_at=now() - timedelta(minutes=1),
    )
    document: dict[str, Any] = dump(post)
    return document
