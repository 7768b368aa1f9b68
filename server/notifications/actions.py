"""Telling people, taking it back, and marking it as seen. Each tells the person's open tabs to look."""

from bson import ObjectId

from server.notifications.models import Notification, made_id
from server.realtime import publish, topics
from server.stores import freshness
from server.stores.documents import dump, now
from server.stores.mongo import collection


async def notify(
    account: ObjectId,
    kind: str,
    *,
    actor: ObjectId,
    about: ObjectId | None = None,
    post: ObjectId | None = None,
    text: str = "",
) -> None:
    """Tell `account` that `actor` did `kind`; `about` tells apart what the same actor did several times.

    Nobody is told what she did herself, and nothing is told twice.
    """
    if account == actor:
        return
    note = Notification(
        id=made_id(account, kind, actor, about or post),
        account=account,
        kind=kind,
        actor=actor,
        post=post,
        text=text[:140],
        seen=False,
        created_at=now(),
    )
    done = await collection("notifications").update_one({"_id": note.id}, {"$setOnInsert": dump(note)}, upsert=True)
    if done.upserted_id is not None:
        await _ring(account)


async def withdraw(account: ObjectId, kind: str, *, actor: ObjectId, about: ObjectId | None = None) -> None:
    """Take back what was told: the like is gone, the comment deleted."""
    gone = await collection("notifications").delete_one({"_id": made_id(account, kind, actor, about)})
    if gone.deleted_count:
        await _ring(account)


async def withdraw_about(post: ObjectId) -> None:
    """Take back everything that was told of a post that is gone."""
    accounts = await collection("notifications").distinct("account", {"post": post})
    await collection("notifications").delete_many({"post": post})
    for account in accounts:
        await _ring(account)


async def mark_seen(account: ObjectId) -> None:
    """All that stands in the list now has been seen."""
    await collection("notifications").update_many({"account": account, "seen": False}, {"$set": {"seen": True}})
    await _ring(account)


async def _ring(account: ObjectId) -> None:
    await freshness.touch(f"viewer:{account}")
    await publish.append(topics.account(account), hint="bell")
