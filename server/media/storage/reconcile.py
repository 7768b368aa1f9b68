"""Looks through the whole store again and again, a few documents at a time, and puts right what is out of step.

Where it is stands in a document, so that it goes on after a restart, and so that only one process does it at a time.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import structlog
from bson import ObjectId
from prometheus_client import Gauge
from pymongo.errors import PyMongoError

from server.media.storage import repairs
from server.media.storage.repairs import Report
from server.settings import current
from server.stores.documents import dump, load, now
from server.stores.mongo import Collection, collection

# In this order: bytes that an upload needs are held before those that nobody holds are removed.
STEPS: tuple[Callable[[Any, Report], Awaitable[Any]], ...] = (
    repairs.files,
    repairs.holders,
    repairs.chunks,
    repairs.uploads,
)
SWEEP_SECONDS = 3.0
# A process that is silent for so long is given up for dead.
LEASE = timedelta(minutes=2)
LOOK_AGAIN_SECONDS = 0.5
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
ID = "store"

log = structlog.get_logger(__name__)
figures = Gauge("tintype_store", "What the last look through the whole store found", ["what"])


class Overtaken(Exception):
    """Another process has taken over, since this one was silent for too long."""


class Round(msgspec.Struct, kw_only=True):
    """A look through the store on its way: the number of the `step` it is in, and `after` which document."""

    id: str = msgspec.field(name="_id", default=ID)
    owner: ObjectId
    lease_until: datetime
    due_at: datetime = LONG_AGO
    step: int = 0
    after: Any = None
    report: Report
    last: Report | None = None


async def sweep() -> int:
    """For the scheduler: when it is time, go on for a few seconds; how much was found out of step when it ended."""
    found = await _claim({"due_at": {"$lte": now()}})
    if found is None:
        return 0
    deadline = time.monotonic() + SWEEP_SECONDS
    while (report := await _go_on(found)) is None:
        if time.monotonic() > deadline:
            await _save(found, lease_until=LONG_AGO)
            return 0
    return report.problems


async def reconcile() -> Report:
    """Look through all of the store now, from the beginning; waits for another process that is at it."""
    while (found := await _claim({})) is None:  # noqa: ASYNC110 - it happens in another process
        await asyncio.sleep(LOOK_AGAIN_SECONDS)
    found.step, found.after, found.report = 0, None, Report()
    while (report := await _go_on(found)) is None:
        pass
    return report


async def publish_figures() -> None:
    """Have this process tell Prometheus what the last finished round found, whichever process that was."""
    with suppress(PyMongoError):  # the other figures are wanted most when the database is away
        document = await _rounds().find_one({"_id": ID}, {"last": 1})
        for what, count in ((document or {}).get("last") or {}).items():
            figures.labels(what).set(len(count) if isinstance(count, list) else count)


def _rounds() -> Collection:
    return collection("reconciliations")


async def _claim(condition: dict[str, Any]) -> Round | None:
    """The round, this process's until its lease ends; None when another has it, or `condition` is not met."""
    fresh = Round(owner=ObjectId(), lease_until=LONG_AGO, report=Report())
    await _rounds().update_one({"_id": ID}, {"$setOnInsert": dump(fresh)}, upsert=True)
    document = await _rounds().find_one_and_update(
        {"_id": ID, "lease_until": {"$lt": now()}} | condition,
        {"$set": {"owner": fresh.owner, "lease_until": now() + LEASE}},
        return_document=True,
    )
    return load(Round, document) if document else None


async def _go_on(found: Round) -> Report | None:
    """Do one step's next documents; the report when these were the last. Raises Overtaken."""
    found.after = await STEPS[found.step](found.after, found.report)
    if found.after is None:
        found.step += 1
    if found.step < len(STEPS):
        await _save(found, lease_until=now() + LEASE)
        return None
    report, found.report, found.step = found.report, Report(), 0
    found.due_at = now() + timedelta(minutes=current().reconcile_minutes)
    found.last = report
    await _save(found, lease_until=LONG_AGO)
    counts = {name: value for name, value in dump(report).items() if name != "lost"}
    log.info("store_reconciled", **counts, lost=len(report.lost))
    await publish_figures()
    return report


async def _save(found: Round, lease_until: datetime) -> None:
    found.lease_until = lease_until
    change = {name: value for name, value in dump(found).items() if name not in ("_id", "owner")}
    done = await _rounds().update_one({"_id": ID, "owner": found.owner}, {"$set": change})
    if not done.matched_count:
        raise Overtaken
