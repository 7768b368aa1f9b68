"""A missing timeline is made anew from MongoDB in the request that wants it, once however many want it at once."""

import asyncio
import time

from bson import ObjectId

from server.accounts import queries as accounts
from server.posts import queries as posts
from server.relationships import queries as relationships
from server.stores import timelines
from server.stores.timelines import BOTTOM, CAP, Rebuild, Timeline

# Who waits longer for another's rebuild asks MongoDB for what she needs herself.
PATIENCE_SECONDS = 0.5
POLL_SECONDS = 0.02

_rebuilding: dict[bytes, "asyncio.Task[Timeline]"] = {}


async def timeline(account: ObjectId) -> Timeline | None:
    """The timeline of an account, rebuilt when it is missing; None when that takes others too long.

    Raises RedisError.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        found = await timelines.read(account)
        if isinstance(found, Timeline):
            return found
        if found is None:
            if rebuild := await timelines.begin_rebuild(account):
                return await _shared(account, rebuild)
        elif task := _rebuilding.get(found):
            # Then read again: what was delivered meanwhile is in the list, not in the answer.
            await asyncio.wait([task], timeout=PATIENCE_SECONDS)
        else:
            await asyncio.sleep(POLL_SECONDS)
    return None


async def _shared(account: ObjectId, rebuild: Rebuild) -> Timeline:
    task = _rebuilding[rebuild.token] = asyncio.create_task(_rebuild(account, rebuild))
    task.add_done_callback(lambda _: _rebuilding.pop(rebuild.token))
    # Whoever leaves before it is done leaves it to those who wait.
    return await asyncio.shield(task)


async def _rebuild(account: ObjectId, rebuild: Rebuild) -> Timeline:
    followed = await relationships.followees(account)
    big = await accounts.big() & set(followed)
    authors = [account, *(author for author in followed if author not in big)]
    ids = await posts.feed_ids_by(authors, limit=CAP + 1)
    floor = BOTTOM if len(ids) <= CAP else ids[CAP].binary
    found = Timeline([feed_id.binary for feed_id in ids[:CAP]], floor, sorted(big), [None] * len(big))
    await timelines.finish_rebuild(account, rebuild, found)
    return found
