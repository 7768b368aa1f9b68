"""Who may see what, and who follows whom."""

from collections.abc import Iterable, Sequence

from bson import ObjectId

from server.accounts.models import Viewer
from server.relationships.models import made_id
from server.stores.mongo import collection

PUBLIC = "public"
AUTHOR = "author"
ALL = 100_000  # in one answer: else the first holds 101


def may_see(viewer: Viewer | None, owner: ObjectId, audience: str) -> bool:
    """The one place that decides: may `viewer` (None: signed out) see what `owner` shows to `audience`?"""
    if viewer is not None and viewer.id == owner:
        return True
    return audience == PUBLIC


async def may_see_each(viewer: ObjectId, things: Sequence[tuple[ObjectId, str]]) -> list[bool]:
    """may_see() for a list of (owner, audience), however long, for somebody who is signed in."""
    return [owner == viewer or audience == PUBLIC for owner, audience in things]


async def follows(follower: ObjectId, followee: ObjectId) -> bool:
    """Whether one follows the other."""
    return await collection("follows").find_one({"_id": made_id(follower, followee)}, {"_id": 1}) is not None


async def followees(account: ObjectId) -> list[ObjectId]:
    """Whom an account follows."""
    found = collection("follows").find({"follower": account}, {"followee": 1, "_id": 0}, batch_size=ALL)
    return [document["followee"] for document in await found.to_list(None)]


async def followers_after(account: ObjectId, after: ObjectId | None, limit: int) -> bytes:
    """Up to `limit` followers of an account in the order of their ids, beginning behind `after`.

    Twelve bytes for each, one after another, as the scripts of timelines take them.
    """
    behind = {"follower": {"$gt": after}} if after else {}
    read: list[dict[str, object]] = [
        {"$match": {"followee": account} | behind},
        {"$sort": {"follower": 1}},
        {"$limit": limit},
    ]
    # In one document: thousands of them take longer to unpack than to find.
    together = {"$group": {"_id": None, "followers": {"$push": "$follower"}}}
    found = await (await collection("follows").aggregate([*read, together])).to_list(None)
    return b"".join([follower.binary for follower in found[0]["followers"]]) if found else b""


async def recent(account: ObjectId, *, field: str, limit: int) -> list[ObjectId]:
    """The newest followers (`field="followers"`) or followees (`"following"`) of an account."""
    ours, theirs = ("followee", "follower") if field == "followers" else ("follower", "followee")
    cursor = collection("follows").find({ours: account}, {theirs: 1}).sort("created_at", -1).limit(limit)
    return [document[theirs] async for document in cursor]


async def followed_among(viewer: Viewer | None, accounts: Iterable[ObjectId]) -> set[ObjectId]:
    """Those of `accounts` whom the viewer follows, in one query."""
    if viewer is None:
        return set()
    ids = [made_id(viewer.id, account) for account in accounts]
    return {document["followee"] async for document in collection("follows").find({"_id": {"$in": ids}})}
