"""Feeds, read page by page: from timelines as far as these go, from MongoDB in the same order where they end.

What is in a timeline was brought there when it was published, or found by a rebuild; what big authors post is merged
in. MongoDB is asked for each page which of it is still there and may be seen.
"""

import structlog
from bson import ObjectId

from server.accounts import queries as accounts
from server.feed import listings, outboxes, rebuilding
from server.feed.listings import Listing
from server.posts import queries as posts
from server.posts.queries import Ref
from server.relationships import queries as relationships
from server.stores.redis import RedisError
from server.stores.timelines import BOTTOM, CAP

SPARE = 4  # a few may have been deleted since, and a page should not need a second question for them

log = structlog.get_logger(__name__)


async def page(account: ObjectId, *, before: ObjectId | None, limit: int) -> list[Ref]:
    """Up to `limit` posts of an account's feed, newest first, those behind `before` (a feed id) when given.

    Only published ones that she may see; fewer than `limit` only where the feed ends.
    """
    window = await _window(account)
    if window is None:
        return await _from_mongo(account, _before(before), limit)
    found: list[Ref] = []
    behind = before.binary if before else None
    while len(found) < limit and (ids := listings.below(window, behind, limit - len(found) + SPARE)):
        found += await posts.visible_refs(account, map(ObjectId, ids))
        behind = ids[-1]
    floor = listings.floor(window)
    if len(found) < limit and floor != BOTTOM:
        through = ObjectId(floor) if before is None or before.binary > floor else _before(before)
        found += await _from_mongo(account, through, limit - len(found))
    return found[:limit]


async def feed_ids(account: ObjectId) -> list[ObjectId]:
    """The newest feed ids of an account, newest first, at most CAP; some may be of posts that are gone."""
    window = await _window(account)
    if window is None:
        return await posts.feed_ids_by(await sources(account), limit=CAP)
    return [ObjectId(each) for each in listings.below(window, None, CAP)]


async def place(account: ObjectId, ids: list[ObjectId], feed_id: ObjectId) -> int | None:
    """Which post of an account's feed, counted from 1, has this feed id, given its feed_ids().

    None when it is not shown.
    """
    shown = await posts.visible_refs(account, [each for each in ids if each >= feed_id])
    return len(shown) if shown and shown[-1].feed_id == feed_id else None


async def sources(account: ObjectId) -> list[ObjectId]:
    """Whose posts an account sees: whom it follows, and its own."""
    return [account, *await relationships.followees(account)]


async def big_followed(account: ObjectId) -> list[ObjectId]:
    """Those whom an account follows whose posts are merged in: a page made earlier is old when `posts:<author>` is."""
    try:
        if timeline := await rebuilding.timeline(account):
            return timeline.big
    except RedisError as error:
        log.warning("timeline_away", reason=str(error))
    return sorted(await accounts.big() & set(await relationships.followees(account)))


async def _window(account: ObjectId) -> list[Listing] | None:
    """What Redis knows of a feed; None when it knows nothing in time."""
    try:
        timeline = await rebuilding.timeline(account)
    except RedisError as error:
        log.warning("timeline_away", reason=str(error))
        return None
    if timeline is None:
        return None
    # Two posts of the same moment may have come in the other order, and one that was late stands far too high.
    own = Listing(sorted(timeline.ids), timeline.floor)
    return [own, *await outboxes.newest(timeline.big, timeline.stamps)] if timeline.big else [own]


async def _from_mongo(account: ObjectId, through: ObjectId | None, limit: int) -> list[Ref]:
    """The same page by a question to MongoDB, from the feed id `through` on downwards."""
    authors = await sources(account)
    found: list[Ref] = []
    while len(found) < limit:
        wanted = limit - len(found) + SPARE
        ids = await posts.feed_ids_by(authors, through=through, limit=wanted)
        found += await posts.visible_refs(account, ids)
        if len(ids) < wanted:
            break
        through = _before(ids[-1])
    return found[:limit]


def _before(feed_id: ObjectId | None) -> ObjectId | None:
    """The id just below."""
    return ObjectId((int.from_bytes(feed_id.binary) - 1).to_bytes(12)) if feed_id else None
