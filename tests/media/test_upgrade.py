"""What the version before stored is still there, and still shown, after `python -m server release` of this one."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest_asyncio
from bson import ObjectId
from gridfs.asynchronous import AsyncGridFSBucket

from server.media import queries
from server.media.storage import reconcile, store, upgrade
from server.media.storage.gridfs import CHUNK_BYTES
from server.posts.models import Post
from server.stores.documents import load, now
from server.stores.mongo import collection, db
from tests.media import database, stored
from tests.media.stored import noise
from tests.media.test_store import file_with


@pytest_asyncio.fixture(autouse=True)
async def alone(in_process: None) -> AsyncIterator[None]:
    async with database.empty():
        yield


async def old_bytes(data: bytes, folder: Path) -> str:
    """Bytes as the version before kept them."""
    sha256 = store.digest(file_with(data, folder))
    await AsyncGridFSBucket(db(), "bytes").upload_from_stream(sha256, data, metadata={"type": "image/jpeg"})
    return sha256


def old_rendition(sha256: str) -> dict[str, Any]:
    return {"name": "w320.jpg", "media_type": "image/jpeg", "width": 320, "height": 240, "bytes": 9, "sha256": sha256}


async def old_upload(original: str, rendition: str, *, public: bool, state: str = "ready") -> ObjectId:
    media = {
        "_id": ObjectId(),
        "owner": ObjectId(),
        "plan": "photo",
        "state": state,
        "original": {"sha256": original, "bytes": 9, "format": "jpeg"},
        "width": 640,
        "height": 480,
        "created_at": now(),
        "next_try_at": now(),
        "queued_at": now(),
        "lease_until": None,
        "stage": state,
        "public": public,
        "placeholder": b"123456",
        "renditions": [old_rendition(rendition)],
    }
    await collection("media").insert_one(media)
    return media["_id"]  # type: ignore[return-value]


async def old_post(media: ObjectId, rendition: str, state: str, alt: str) -> ObjectId:
    photo = {"media": media, "alt": alt, "width": 640, "height": 480, "placeholder": b"123456"}
    post = {
        "_id": ObjectId(),
        "author": ObjectId(),
        "key": str(media),
        "state": state,
        "audience": "public",
        "caption": "Before",
        "tags": [],
        "alts": [alt],
        "media": [media],
        "created_at": now(),
        "photos": [photo | {"renditions": [old_rendition(rendition)]}] if state == "published" else [],
    }
    await collection("posts").insert_one(post)
    return post["_id"]  # type: ignore[return-value]


async def test_everything_is_there_and_in_this_versions_shape(tmp_path: Path) -> None:
    sent, made, waiting = noise(3 * CHUNK_BYTES + 1), noise(100), noise(100)
    original, rendition, other = [await old_bytes(data, tmp_path) for data in (sent, made, waiting)]
    shown = await old_upload(original, rendition, public=True)
    again = await old_upload(original, rendition, public=True)
    on_its_way = await old_upload(other, rendition, public=False, state="received")
    published = await old_post(shown, rendition, "published", "A view")
    processing = await old_post(on_its_way, rendition, "processing", "A wait")
    await old_bytes(noise(10), tmp_path)

    for _ in range(2):
        await upgrade.upgrade()
        media = {each.id: each for each in await queries.by_ids([shown, again, on_its_way])}
        assert [media[key].audience for key in (shown, again, on_its_way)] == ["public", "public", "author"]
        assert [media[key].post for key in (shown, again, on_its_way)] == [published, None, processing]
        assert media[on_its_way].alt == "A wait"
        posts = {document["_id"]: load(Post, document) async for document in collection("posts").find()}
        (item,) = posts[published].items
        assert (item.media, item.alt, item.renditions[0].sha256) == (shown, "A view", rendition)
        assert posts[processing].items == []
        assert await stored.holders(original) == {shown, again}
        assert await stored.holders(rendition) == {shown, again, on_its_way}
        for name, data in ((original, sent), (rendition, made), (other, waiting)):
            assert await stored.fetched(name, tmp_path) == data
        assert await collection("media").count_documents({"public": {"$exists": True}}) == 0

    assert (await reconcile.reconcile()).problems == 0
    assert await store.blobs().count_documents({}) == 3


async def test_bytes_that_were_stored_twice_are_kept_once(tmp_path: Path) -> None:
    data = noise(100)
    for _ in range(2):
        name = await old_bytes(data, tmp_path)
    await old_upload(name, name, public=True)
    await upgrade.upgrade()
    assert len(await stored.files(name)) == 1
    assert await stored.fetched(name, tmp_path) == data


async def test_a_new_site_has_nothing_to_upgrade() -> None:
    await upgrade.upgrade()
    assert await store.blobs().count_documents({}) == 0
