"""The draft of a post: saved while it is typed, so that it is there on another device, and for DRAFT_DAYS."""

from collections.abc import Sequence
from datetime import timedelta

from bson import ObjectId
from pymongo import UpdateOne

from server.media import actions as media
from server.media import queries as uploads
from server.media.models import Media
from server.posts.items import Told
from server.posts.models import Draft
from server.settings import current
from server.stores.documents import load_or_none, now
from server.stores.mongo import Session, collection

EMPTY = {"key": "", "caption": "", "audience": "", "at": "", "order": []}


async def of(owner: ObjectId) -> Draft:
    """Her draft; an empty one when nothing is saved."""
    return load_or_none(Draft, await collection("drafts").find_one({"_id": owner})) or Draft(id=owner)


async def save(owner: ObjectId, told: Sequence[Told], *, key: str, caption: str, audience: str, at: str) -> None:
    """Keep what was typed. What belongs to a form that was posted meanwhile is left alone."""
    if key and await collection("posts").find_one({"author": owner, "key": key}, {"_id": 1}):
        return
    until = now() + timedelta(days=current().draft_days)
    words = {"key": key, "caption": caption, "audience": audience, "at": at, "order": [item.media for item in told]}
    change = {"$set": words | {"saved_at": now(), "expires_at": until}}
    await collection("drafts").update_one({"_id": owner}, change, upsert=True)
    unposted = uploads.unposted(owner)
    updates = [UpdateOne(unposted | {"_id": item.media}, {"$set": item.fields()}) for item in told]
    if updates:
        await collection("media").bulk_write(updates, ordered=False)
    await collection("media").update_many(unposted, {"$set": {"kept_until": until}})


async def empty(owner: ObjectId, session: Session | None = None) -> None:
    """Forget what was typed; its uploads are in a post, or have gone."""
    await collection("drafts").update_one(
        {"_id": owner}, {"$set": EMPTY, "$unset": {"expires_at": "", "saved_at": ""}}, session=session
    )


async def discard(owner: ObjectId) -> None:
    """Forget what was typed, and remove what was uploaded for it."""
    await empty(owner)
    for upload in await uploads.draft(owner):
        await media.discard(owner, upload.id)


async def stop_reminding(owner: ObjectId) -> None:
    """Say no more that descriptions are missing."""
    await collection("drafts").update_one({"_id": owner}, {"$set": {"reminds": False}}, upsert=True)


def in_order(draft: Draft, found: Sequence[Media]) -> list[Media]:
    """The uploads as they stood when the draft was saved; those that came since are the last."""
    places = {media_id: place for place, media_id in enumerate(draft.order)}
    return sorted(found, key=lambda upload: places.get(upload.id, len(places)))
