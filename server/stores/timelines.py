"""Timelines in Redis: for each active account a capped list of 12-byte feed ids, those that came last at its end.

Only a timeline that exists is added to; a missing one is rebuilt from MongoDB when its owner looks. The first element
says what the list is: either the token of who is rebuilding it, so that what is delivered meanwhile is not lost and a
rebuild that was overtaken (somebody was unfollowed) is thrown away; or a mark: its `floor` (every post of hers above it
is in the list), whether it is awake (somebody has rendered from it, or asked for news of it, since the last post came),
the `generation` (which changes when somebody becomes big; a list of another one is as good as missing)
and the big authors whom she follows, whose posts do not come into the list.
"""

import secrets
from collections.abc import Sequence
from typing import NamedTuple

import structlog
from bson import ObjectId

from server.settings import current
from server.stores import freshness
from server.stores.redis import RedisError, redis
from server.stores.timeline_scripts import BEGIN, FINISH, LAST, PUSH, READ, WITHDRAW

CAP = 500
SLACK = 50  # a list grows so far above its cap before it is cut
BATCH = 500  # accounts a call: Redis does nothing else for some 2 ms (PERF.md)
REBUILD_SECONDS = 10
DAY = 24 * 3600
BYTES = 12
BOTTOM = bytes(BYTES)  # the floor of a list that holds everything

TOKEN = b"rebuild"
AWAKE = b"!"
PREFIX = "timeline:"
STAMPS = freshness.key("viewer:")
OUTBOX_STAMPS = freshness.key("posts:")
GENERATION = "timelines:generation"

log = structlog.get_logger(__name__)


class Timeline(NamedTuple):
    """A timeline as it was read: its ids unsorted, all of hers above `floor`, and the big authors to be merged in.

    `stamps`: those of the big authors' posts, None where missing.
    """

    ids: list[bytes]
    floor: bytes
    big: list[ObjectId]
    stamps: list[bytes | None]


class Rebuild(NamedTuple):
    """The right to rebuild a timeline."""

    token: bytes
    generation: bytes


class Pushed(NamedTuple):
    """Those of the accounts who have no timeline, and those who have an open tab."""

    missing: list[ObjectId]
    heard: list[ObjectId]


async def push(accounts: bytes, feed_id: ObjectId, channels: str, *, again: bool = False) -> Pushed:
    """Add a post to the timelines that exist, of at most BATCH accounts, and take back what was rendered for these.

    `accounts`: twelve bytes each, one after another. `channels`: what the names of their channels begin with. `again`:
    some may have the post already. Without `channels` nobody's tabs are looked for, and no timeline falls asleep.
    Raises RedisError.
    """
    arguments = (feed_id.binary, CAP, SLACK, int(again), PREFIX, STAMPS, channels)
    missing, heard = await PUSH((), accounts.hex(), *arguments)
    return Pushed(_at(accounts, missing), _at(accounts, heard))


async def withdraw(accounts: bytes, feed_id: ObjectId, channels: str) -> list[ObjectId]:
    """Take a post out of the timelines of at most BATCH accounts, given as to push(); those who have an open tab.

    Raises RedisError.
    """
    return _at(accounts, await WITHDRAW((), accounts.hex(), feed_id.binary, PREFIX, channels))


async def read(account: ObjectId) -> Timeline | bytes | None:
    """The timeline, kept for some more days; the token of who is rebuilding it; None when it is missing.

    Raises RedisError.
    """
    found = await READ((_key(account), GENERATION), current().active_days * DAY, OUTBOX_STAMPS)
    if len(found) < 2:
        return found[0] if found else None
    mark, ids, stamps = found
    digits = mark[21:].decode()
    big = [ObjectId(digits[at : at + 2 * BYTES]) for at in range(0, len(digits), 2 * BYTES)]
    return Timeline([ids[at : at + BYTES] for at in range(0, len(ids), BYTES)], mark[1:13], big, stamps)


async def begin_rebuild(account: ObjectId) -> Rebuild | None:
    """The right to rebuild a missing timeline; None when somebody else does it already. Raises RedisError."""
    token = TOKEN + secrets.token_bytes(8)
    keys = (_key(account), GENERATION)
    generation = await BEGIN(keys, token, REBUILD_SECONDS, secrets.token_bytes(8))
    return Rebuild(token, generation) if generation else None


async def finish_rebuild(account: ObjectId, rebuild: Rebuild, found: Timeline) -> None:
    """Fill the timeline with what was found after begin_rebuild(), unless it was forgotten meanwhile.

    Raises RedisError.
    """
    mark = AWAKE + found.floor + rebuild.generation + b"".join(str(author).encode() for author in found.big)
    await FINISH((_key(account),), rebuild.token, mark, current().active_days * DAY, *found.ids)


async def last_moment(account: ObjectId) -> int | None:
    """When what came last into the timeline was published, in milliseconds; 0 when nothing did, None when the timeline
    is missing. What comes next is told to who asks. Raises RedisError."""
    found = await LAST((_key(account),))
    if found is None:
        return None
    return int.from_bytes(found[:4]) * 1000 + int.from_bytes(found[4:6]) if len(found) == BYTES else 0


async def push_own(author: ObjectId, feed_id: ObjectId) -> None:
    """Add a post to its author's own timeline, for the answer to the request that published it.

    Never raises when Redis is away: the delivery brings it, too.
    """
    try:
        await push(author.binary, feed_id, "", again=True)
    except RedisError as error:
        log.warning("own_timeline_away", account=str(author), reason=str(error))


async def forget(account: ObjectId) -> None:
    """Have the timeline rebuilt when its owner next looks. Raises RedisError."""
    await redis().delete(_key(account))


async def begin_generation() -> None:
    """Have every timeline rebuilt when its owner next looks: somebody's posts are found elsewhere from now on.

    Raises RedisError.
    """
    await redis().set(GENERATION, secrets.token_bytes(8))


async def renew_outbox(author: ObjectId) -> None:
    """Have every process look anew for the posts of a big author. Raises RedisError."""
    await redis().delete(f"{OUTBOX_STAMPS}{author}")


def _at(accounts: bytes, places: Sequence[int]) -> list[ObjectId]:
    return [ObjectId(accounts[place * BYTES : (place + 1) * BYTES]) for place in places]


def _key(account: ObjectId) -> str:
    return f"{PREFIX}{account}"
