"""What must happen after a write, written down in the same transaction as the write itself.

Who wrote it does the work too, and then forgets the promise. When the process dies between the two, or a store is
away, the sweeper finds the promise and has a worker do the work: nothing is announced never, some of it twice.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import msgspec
import structlog
from bson import ObjectId
from prometheus_client import Counter
from pymongo import ASCENDING, IndexModel
from pymongo.errors import PyMongoError
from pymongo.write_concern import WriteConcern

from server.background import enqueue
from server.realtime import publish
from server.settings import current
from server.stores.documents import dump, load_or_none, load_readable, now
from server.stores.mongo import Session, collection

# Who made a promise has so long to keep it before a worker is asked; a request takes milliseconds.
OWN = timedelta(seconds=5)
WAIT_MOST = timedelta(minutes=5)
SWEEP_MOST = 200
# Queued so often without an end, it is shown to the operator even if nothing was said about why.
ATTEMPTS_MANY = 3
# A promise that comes back after a crash of the database is kept twice, which is fine; waiting for its disk is not.
QUICKLY = WriteConcern(w=1)

# Shard key: hashed _id; a promise lives for milliseconds and is reached by its id.
INDEXES = {"promises": [IndexModel([("next_try_at", ASCENDING)])]}

Work = Callable[..., Awaitable[Any]]

log = structlog.get_logger(__name__)
failures = Counter("tintype_promise_failures_total", "Promised work that failed and is tried again")


class Promise(msgspec.Struct, frozen=True, kw_only=True):
    """The `job` that must be done with these ids, whatever happens to the process that wrote this."""

    id: ObjectId = msgspec.field(name="_id")
    job: str
    args: list[ObjectId]
    created_at: datetime
    next_try_at: datetime
    attempts: int = 0
    error: str = ""


async def promise(session: Session, job: str, *args: ObjectId) -> ObjectId:
    """Promise within a transaction that `job` will be done with these ids; the promise, to be given to keep()."""
    moment = now()
    made = Promise(
        id=ObjectId(),
        job=job,
        args=list(args),
        created_at=moment,
        next_try_at=moment + OWN,
    )
    await collection("promises").insert_one(dump(made), session=session)
    return made.id


async def keep(promise_id: ObjectId, work: Awaitable[Any]) -> None:
    """Do the promised work, after the transaction. Never raises: what failed is tried again by a worker.

    So is what Redis did not take: settle() would repair it, but dies with this process.
    """
    before = publish.losses()
    try:
        await work
        if publish.losses() > before:
            return
        await collection("promises").with_options(write_concern=QUICKLY).delete_one({"_id": promise_id})
    except Exception as error:
        failures.inc()
        log.warning("promise_not_kept", promise=str(promise_id), exc_info=error)
        await _note(promise_id, error)


async def redo(promise_id: ObjectId, work: Work) -> None:
    """For a worker: do `work(*args)` if the promise still stands."""
    found = load_or_none(Promise, await collection("promises").find_one({"_id": promise_id}))
    if found is not None:
        await keep(found.id, work(*found.args))


async def sweep() -> int:
    """Queue the promises that nobody has kept, later each time; how many there were."""
    query = {"next_try_at": {"$lt": now()}}
    documents = await collection("promises").find(query).sort("next_try_at", 1).limit(SWEEP_MOST).to_list(None)
    found = load_readable(Promise, documents)
    for each in found:
        # Without a queue this is no attempt: they must not all wait for minutes when it is back.
        if not await enqueue(each.job, each.id):
            break
        await _mark_queued(each)
    return len(found)


async def failed() -> list[Promise]:
    """Promises whose work has failed, or was queued often without an end, oldest first: for the operator."""
    query = {"$or": [{"error": {"$ne": ""}}, {"attempts": {"$gte": ATTEMPTS_MANY}}]}
    return load_readable(Promise, await collection("promises").find(query).sort("_id", 1).to_list(None))


async def retry(found: Promise) -> None:
    """Queue a promise now."""
    if await enqueue(found.job, found.id):
        await _mark_queued(found)


async def _mark_queued(found: Promise) -> None:
    wait = min(WAIT_MOST, timedelta(seconds=current().requeue_seconds) * 2 ** min(found.attempts, 8))
    change = {"$set": {"next_try_at": now() + wait}, "$inc": {"attempts": 1}}
    await collection("promises").update_one({"_id": found.id}, change)


async def _note(promise_id: ObjectId, error: Exception) -> None:
    try:
        await collection("promises").update_one({"_id": promise_id}, {"$set": {"error": repr(error)[:2000]}})
    except PyMongoError as away:
        log.warning("promise_not_noted", promise=str(promise_id), reason=str(away))
