"""Following and not following any more."""

from bson import ObjectId
from pymongo.errors import DuplicateKeyError

from server.accounts import actions as accounts
from server.accounts import queries as people
from server.accounts.models import Account, Viewer
from server.background.promises import keep, promise
from server.notifications import actions as notifications
from server.realtime import publish
from server.relationships import broadcasts
from server.relationships.models import Follow, made_id
from server.stores import freshness, timelines
from server.stores.documents import dump, now
from server.stores.mongo import Session, collection, transaction


async def follow(viewer: Viewer, followee: Account) -> Account:
    """Have the viewer follow somebody; twice is once, and oneself is never. The followee as she is after."""
    if viewer.id == followee.id:
        return followee
    edge = Follow(id=made_id(viewer.id, followee.id), follower=viewer.id, followee=followee.id, created_at=now())
    note = notifications.note(followee.id, "follow", actor=viewer.id)

    async def write(session: Session) -> tuple[dict[ObjectId, Account], ObjectId]:
        await collection("follows").insert_one(dump(edge), session=session)
        after = await _count(edge.follower, edge.followee, 1, session)
        await notifications.tell([note], session)
        return after, await promise(session, "follow_changed", edge.follower, edge.followee)

    try:
        after, promised = await transaction(write)
    except DuplicateKeyError:
        return followee
    await keep(promised, _announce(viewer.id, followee.id, after))
    return after.get(followee.id, followee)


async def unfollow(viewer: Viewer, followee: Account) -> Account:
    """Have the viewer follow somebody no more. The followee as she is after."""
    note = notifications.note(followee.id, "follow", actor=viewer.id)

    async def write(session: Session) -> tuple[dict[ObjectId, Account], ObjectId] | None:
        gone = await collection("follows").delete_one({"_id": made_id(viewer.id, followee.id)}, session=session)
        if not gone.deleted_count:
            return None
        after = await _count(viewer.id, followee.id, -1, session)
        await notifications.take_back([note], session)
        await notifications.withdraw_guarded(viewer.id, followee.id, session)
        return after, await promise(session, "follow_changed", viewer.id, followee.id)

    if (done := await transaction(write)) is None:
        return followee
    after, promised = done
    await keep(promised, _announce(viewer.id, followee.id, after))
    return after.get(followee.id, followee)


async def follow_changed(follower: ObjectId, followee: ObjectId) -> None:
    """Have the follower's feed made anew and announce both people's counts. May run twice. Raises RedisError."""
    await _announce(follower, followee, await people.by_ids((follower, followee)))


async def _count(follower: ObjectId, followee: ObjectId, by: int, session: Session) -> dict[ObjectId, Account]:
    """Both as they are after."""
    after = {}
    # Always in the order of the ids, so that two people following each other at once do not block one another.
    for account_id in sorted((follower, followee)):
        field = "followers" if account_id == followee else "following"
        if account := await accounts.count(account_id, session, **{field: by}):
            after[account_id] = account
    return after


async def _announce(follower: ObjectId, followee: ObjectId, after: dict[ObjectId, Account]) -> None:
    # First, and not excused: a feed that goes on as if nothing had happened would stay wrong.
    await timelines.forget(follower)
    await freshness.touch(f"viewer:{follower}")
    await broadcasts.feed_changed(follower)
    await publish.control("sight_changed", follower)
    for account in after.values():
        await broadcasts.counts_changed(account)
    await notifications.ring(followee, follower)
