"""Reading what somebody was told."""

from datetime import datetime

from bson import ObjectId

from server.notifications.models import Notification
from server.stores.documents import Broken, load_each
from server.stores.mongo import collection

UNREAD_MOST = 100


async def unread(account: ObjectId) -> int:
    """How many notifications were not seen yet; counted up to UNREAD_MOST."""
    return await collection("notifications").count_documents({"account": account, "seen": False}, limit=UNREAD_MOST)


async def latest(account: ObjectId, *, before: datetime | None, limit: int) -> list[Notification | Broken]:
    """The newest notifications of a person, or those told before a moment."""
    query: dict[str, object] = {"account": account}
    if before is not None:
        query["created_at"] = {"$lt": before}
    cursor = collection("notifications").find(query).sort("created_at", -1).limit(limit)
    return load_each(Notification, await cursor.to_list(None))
