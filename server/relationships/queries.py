"""Who may see what, and who follows whom."""

from collections.abc import Iterable, Sequence

from bson import ObjectId

from server.accounts.models import Viewer
from server.relationships.models import made_id
from server.stores.mongo import collection

# Who may see something: everybody, who follows its owner, its owner alone.
AUDIENCES = PUBLIC, FOLLOWERS, AUTHOR = ("public", "followers", "author")
ALL = 100_000  # in one answer: else the first holds 101


async def may_see(viewer: Viewer | None, owner: ObjectId, audience: str) -> bool:
    """The one place that decides: may `viewer` (None: signed out) see what `owner` shows to `audience`?"""
    return (await may_see_each(viewer.id if viewer else None, [(owner, audience)]))[0]


async def may_see_each(viewer: ObjectId | None, things: Sequence[tuple[ObjectId, str]]) -> list[bool]:
    """may_see() for a list of (owner, audience), however long, in one query at most."""
    guarded = {owner for owner, audience in things if audience == FOLLOWERS and owner != viewer}
    followed = await _followed(viewer, guarded) if viewer and guarded else set()
    return [
        audience == PUBLIC or (viewer is not None and owner == viewer) or (audience == FOLLOWERS and owner in followed)
        for owner, audience in things
    ]


async def seen_audiences(viewer: Viewer | None, owner: ObjectId) -> list[str]:
    """To which audiences of `owner` the viewer belongs: for a question about many things of hers."""
    allowed = await may_see_each(viewer.id if viewer else None, [(owner, audience) for audience in AUDIENCES])
    return [audience for audience, is_allowed in zip(AUDIENCES, allowed, strict=True) if is_allowed]


async def who_may_see(accounts: Iterable[ObjectId], owner: ObjectId, audience: str) -> set[ObjectId]:
    """Those of `accounts` who may see what `owner` shows to `audience`, in one query at most."""
    asked = set(accounts)
    if audience == PUBLIC or not asked:
        return asked
    ids = [made_id(account, owner) for account in asked] if audience == FOLLOWERS else []
    edges = collection("follows").find({"_id": {"$in": ids}}, {"follower": 1})
    return ({edge["follower"] async for edge in edges} if ids else set()) | (asked & {owner})


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
    return await _followed(viewer.id, accounts)


async def _followed(follower: ObjectId, accounts: Iterable[ObjectId]) -> set[ObjectId]:
    ids = [made_id(follower, account) for account in accounts]
    return {document["followee"] async for document in collection("follows").find({"_id": {"$in": ids}})}
