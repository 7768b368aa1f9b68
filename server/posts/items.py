"""The photos and videos of a post: what their author says of each, and their order."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from bson import ObjectId

from server.accounts.models import Viewer
from server.background import enqueue
from server.background.promises import keep, promise
from server.media import actions as media
from server.media.models import DELETED, Focus, Media
from server.posts import publishing, queries
from server.posts.models import Post
from server.stores.documents import dump
from server.stores.mongo import Session, collection, transaction


class ItemGone(Exception):
    """An upload was removed, or posted, meanwhile."""


class LastItem(Exception):
    """A post cannot be without pictures: delete the post instead."""


class Told(NamedTuple):
    """What an author says of one upload: everything that is not in the file."""

    media: ObjectId
    alt: str = ""
    focus: Focus = Focus()
    keep_camera: bool = False

    def fields(self) -> dict[str, Any]:
        """The same as fields of the upload's document."""
        return {"alt": self.alt, "focus": dump(self.focus), "keep_camera": self.keep_camera}


async def attach(post: Post, told: Sequence[Told], session: Session) -> None:
    """Make these uploads the post's. Raises ItemGone."""
    for item in told:
        free = {"_id": item.media, "owner": post.author, "plan": "photo", "post": None, "state": {"$ne": DELETED}}
        change = {"$set": item.fields() | {"post": post.id}}
        done = await collection("media").update_one(free, change, session=session)
        if not done.matched_count:
            raise ItemGone(str(item.media))


async def rearrange(post: Post, told: Sequence[Told]) -> None:
    """Put a post's uploads into this order, with these words. What `told` leaves out goes to the end as it was."""

    async def write(session: Session) -> ObjectId:
        before = await collection("posts").find_one({"_id": post.id}, {"media": 1}, session=session)
        there = list(before["media"]) if before else []
        known = [item for item in told if item.media in there]
        for item in known:
            await collection("media").update_one({"_id": item.media}, {"$set": item.fields()}, session=session)
        first = list(dict.fromkeys(item.media for item in known))
        order = first + [media_id for media_id in there if media_id not in first]
        await collection("posts").update_one({"_id": post.id}, {"$set": {"media": order}}, session=session)
        return await promise(session, "settle_post", post.id)

    await keep(await transaction(write), publishing.settle_post(post.id))


async def remove(owner: Viewer, upload: Media) -> Post | None:
    """Take one upload out of its post, which is returned, or out of the draft. Raises LastItem, ItemGone."""
    if upload.post is None:
        if not await media.discard(owner.id, upload.id):
            raise ItemGone(str(upload.id))
        return None

    post_id = upload.post

    async def write(session: Session) -> ObjectId:
        query = {"_id": post_id, "media": upload.id, "media.1": {"$exists": True}}
        done = await collection("posts").update_one(query, {"$pull": {"media": upload.id}}, session=session)
        if not done.modified_count:
            raise LastItem
        await media.give_up([upload.id], session)
        return await promise(session, "settle_post", post_id)

    await keep(await transaction(write), publishing.settle_post(post_id))
    await enqueue("purge_media", upload.id)
    return await queries.by_id(post_id)
