"""Following and not following any more."""

import structlog
from bson import ObjectId
from pymongo.errors import DuplicateKeyError

from server.accounts import actions as accounts
from server.accounts import queries as people
from server.accounts.models import Account, Viewer
from server.notifications import actions as notifications
from server.relationships import broadcasts
from server.relationships.models import Follow, made_id
from server.stores import freshness, timelines
from server.stores.documents import dump, now
from server.stores.mongo import Session, collection, transaction
from server.stores.redis import RedisError

log = structlog.get_logger(__name__)


async def follow(viewer: Viewer, followee: Account) -> Account:
    """Have the viewer follow somebody; twice is once, and oneself is never. The followee as she is after."""
    if viewer.id == followee.id:
        return followee
    edge = Follow(id=made_id(viewer.id, followee.id), follower=viewer.id, followee=followee.id, created_at=now())

    async def write(session: Session) -> Account | None:
        await collection("follows").insert_one(dump(edge), session=session)
        return await _count(edge.follower, edge.followee, 1, session)

    try:
        after = await transaction(write)
    except DuplicateKeyError:
        return followee
    await notifications.notify(followee.id, "follow", actor=viewer.id)
    return await _announce(viewer.id, after or followee)


async def unfollow(viewer: Viewer, followee: Account) -> Account:
    """Have the viewer follow somebody no more. The followee as she is after."""

    async def write(session: Session) -> Account | None:
        gone = await collection("follows").delete_one({"_id": made_id(viewer.id, followee.id)}, session=session)
        return await _count(viewer.id, followee.id, -1, session) if gone.deleted_count else None

    after = await transaction(write)
    if after is None:
        return followee
    await notifications.withdraw(followee.id, "follow", actor=viewer.id)
    return await _announce(viewer.id, after)


async def _count(follower: ObjectId, followee: ObjectId, by: int, session: Session) -> Account | None:
    # Always in the order of the ids, so that two people following each other at once do not block one another.
    after = {}
    for account_id in sorted((follower, followee)):
        field = "followers" if account_id == followee else "following"
        after[account_id] = await accounts.count(account_id, session, **{field: by})
    return after[followee]


async def _announce(follower: ObjectId, followee: Account) -> Account:
    try:
        await timelines.forget(follower)
    except RedisError as error:
        log.warning("timeline_not_forgotten", account=str(follower), reason=str(error))
    await freshness.touch(f"viewer:{follower}")
    await broadcasts.counts_changed(followee)
    if own := await people.by_id(follower):
        await broadcasts.counts_changed(own)
    return followee
