"""Where somebody's reading ended last time: there she is "all caught up"."""

from datetime import timedelta

from bson import ObjectId
from pymongo.errors import DuplicateKeyError

from server.feed.models import Visit
from server.stores.documents import dump, load_or_none, now
from server.stores.mongo import collection

# Who comes back sooner goes on reading: what was new stays new.
PAUSE = timedelta(minutes=30)
NOTE_EVERY = timedelta(minutes=5)


async def mark(account: ObjectId, newest: ObjectId | None) -> ObjectId | None:
    """The feed id up to which she saw all before this visit, given the `newest` that she is shown now.

    None when this is her first.
    """
    moment = now()
    visit = load_or_none(Visit, await collection("visits").find_one({"_id": account}))
    if visit is None:
        await _begin(Visit(id=account, newest=newest, at=moment))
        return None
    if moment - visit.at > PAUSE:
        await _note(visit, {"mark": visit.newest, "newest": newest, "at": moment})
        return visit.newest
    if newest != visit.newest or moment - visit.at > NOTE_EVERY:
        await _note(visit, {"newest": newest, "at": moment})
    return visit.mark


async def last_mark(account: ObjectId) -> ObjectId | None:
    """The same for a later part of what she reads in this visit."""
    visit = load_or_none(Visit, await collection("visits").find_one({"_id": account}))
    return visit.mark if visit else None


async def _begin(visit: Visit) -> None:
    try:
        await collection("visits").insert_one(dump(visit))
    except DuplicateKeyError:  # in another tab, just now
        return


async def _note(visit: Visit, change: dict[str, object]) -> None:
    # Of two tabs that come back at once, one decides.
    await collection("visits").update_one({"_id": visit.id, "at": visit.at}, {"$set": change})
