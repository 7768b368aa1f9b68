"""Brings what the version before stored to the shape of this one. May run twice, and costs little the second time."""

from typing import Any

from bson import ObjectId

from server.media.storage import repairs
from server.media.storage.repairs import Report
from server.relationships.queries import AUTHOR, PUBLIC
from server.stores.mongo import collection

BATCH = 500


async def upgrade() -> None:
    """Albums instead of photos, an audience instead of a flag, bytes that are held instead of looked for."""
    await _name_audiences()
    await _find_posts()
    await collection("posts").update_many({"photos": {"$exists": True}}, {"$rename": {"photos": "items"}})
    await collection("posts").update_many({"alts": {"$exists": True}}, {"$unset": {"alts": ""}})
    await _hold_bytes()


async def _name_audiences() -> None:
    for public, audience in ((True, PUBLIC), (False, AUTHOR)):
        change = {"$set": {"audience": audience}, "$unset": {"public": ""}}
        await collection("media").update_many({"public": public}, change)


async def _find_posts() -> None:
    """An upload knows its post, and has the description that the post kept for it."""
    unaware = {"plan": "photo", "post": {"$exists": False}}
    while found := await collection("media").find(unaware, {"_id": 1}).limit(BATCH).to_list(None):
        for media in found:
            await _find_post(media["_id"])


async def _find_post(media_id: ObjectId) -> None:
    post = await collection("posts").find_one({"media": media_id}, {"media": 1, "alts": 1})
    change: dict[str, Any] = {"post": post["_id"] if post else None}
    if post and len(post.get("alts", [])) == len(post["media"]):
        change["alt"] = post["alts"][post["media"].index(media_id)]
    await collection("media").update_one({"_id": media_id}, {"$set": change})


async def _hold_bytes() -> None:
    report, after = Report(), None
    while (after := await repairs.files(after, report)) is not None:
        pass
