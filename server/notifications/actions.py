"""Telling people, taking it back, and marking it as seen.

What is told stands in the transaction of what happened; ring() then has the person's open tabs look.
"""

from collections.abc import Iterable, Sequence

from bson import ObjectId
from pymongo import UpdateOne

from server.background.promises import keep, promise
from server.notifications.models import Notification, made_id
from server.realtime import publish, topics
from server.stores import freshness
from server.stores.documents import dump, now
from server.stores.mongo import Session, collection, transaction


def note(
    account: ObjectId,
    kind: str,
    *,
    actor: ObjectId,
    about: ObjectId | None = None,
    post: ObjectId | None = None,
    guard: ObjectId | None = None,
    text: str = "",
) -> Notification:
    """The word to `account` that `actor` did `kind`; `about` tells apart what the same actor did several times.

    `guard`: only as long as `account` follows this person.
    """
    return Notification(
        id=made_id(account, kind, actor, about or post),
        account=account,
        kind=kind,
        actor=actor,
        post=post,
        guard=guard,
        text=text[:140],
        seen=False,
        created_at=now(),
    )


async def tell(notes: Iterable[Notification], session: Session) -> list[ObjectId]:
    """Tell people within a transaction; whose bells to ring() after it.

    Nobody is told what she did herself, and nothing is told twice.
    """
    told = _of_others(notes)
    if told:
        upserts = [UpdateOne({"_id": each.id}, {"$setOnInsert": dump(each)}, upsert=True) for each in told]
        await collection("notifications").bulk_write(upserts, ordered=False, session=session)
    return _accounts(told)


async def reword(notes: Iterable[Notification], session: Session) -> None:
    """Have what people were told say the words of `notes`, within a transaction, seen or not."""
    updates = [UpdateOne({"_id": each.id}, {"$set": {"text": each.text}}) for each in _of_others(notes)]
    if updates:
        await collection("notifications").bulk_write(updates, ordered=False, session=session)


async def take_back(notes: Iterable[Notification], session: Session) -> list[ObjectId]:
    """Untell people within a transaction: the like is gone, the comment deleted. Whose bells to ring() after it."""
    told = _of_others(notes)
    if told:
        ids = [each.id for each in told]
        await collection("notifications").delete_many({"_id": {"$in": ids}}, session=session)
    return _accounts(told)


async def told_about(post: ObjectId) -> list[ObjectId]:
    """Who was told anything of a post."""
    accounts: list[ObjectId] = await collection("notifications").distinct("account", {"post": post})
    return accounts


async def withdraw_about(post: ObjectId) -> None:
    """Take back everything that was told of a post that is gone. May run twice; ring() those who were told_about()."""
    await collection("notifications").delete_many({"post": post})


async def withdraw_from(post: ObjectId, accounts: Iterable[ObjectId]) -> None:
    """Take back what these people were told of a post that they may not see any more. May run twice; ring() them."""
    await collection("notifications").delete_many({"post": post, "account": {"$in": list(accounts)}})


async def guard(post: ObjectId, followed: ObjectId | None) -> None:
    """What was told of this post is only for who follows `followed` from now on; None: for all who were told."""
    await collection("notifications").update_many({"post": post}, {"$set": {"guard": followed}})


async def withdraw_guarded(account: ObjectId, followed: ObjectId, session: Session) -> None:
    """Take back, within a transaction, what `account` was told because she followed somebody; ring() her after it."""
    await collection("notifications").delete_many({"account": account, "guard": followed}, session=session)


async def mark_seen(account: ObjectId) -> None:
    """All that stands in the list now has been seen."""

    async def write(session: Session) -> ObjectId:
        unseen = {"account": account, "seen": False}
        await collection("notifications").update_many(unseen, {"$set": {"seen": True}}, session=session)
        return await promise(session, "ring", account)

    await keep(await transaction(write), ring(account))


async def ring(*accounts: ObjectId) -> None:
    """Have the bells of these people count anew, on all their open pages."""
    if accounts:
        await freshness.touch(*(f"bell:{account}" for account in accounts))
    for account in accounts:
        await publish.append(topics.account(account), hint="bell")


def _of_others(notes: Iterable[Notification]) -> list[Notification]:
    return [each for each in notes if each.account != each.actor]


def _accounts(notes: Sequence[Notification]) -> list[ObjectId]:
    return sorted({each.account for each in notes})
