"""Reading what somebody was told."""

from bson import ObjectId

from server.notifications.models import Notification
from server.stores.documents import Broken, load_each
from server.stores.mongo import collection
from server.web.moments import NEWEST_FIRST, Place

UNREAD_MOST = 100


async def unread(account: ObjectId) -> int:
    """How many notifications were not seen yet; counted up to UNREAD_MOST."""
    return await collection("notifications").count_documents({"account": account, "seen": False}, limit=UNREAD_MOST)


async def latest(account: ObjectId, *, before: Place | None, limit: int) -> list[Notification | Broken]:
    """The newest notifications of a person, or those behind a place in that order."""
    query: dict[str, object] = {"account": account} | (before.behind() if before else {})
    cursor = collection("notifications").find(query).sort(NEWEST_FIRST).limit(limit)
    return load_each(Notification, await cursor.to_list(None))
