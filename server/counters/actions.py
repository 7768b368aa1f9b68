"""Compares all counters with the rows that they count, a few documents at a time, and repairs those that are wrong.

No counter should ever be: each changes in one transaction with its rows. So a repair is an error in the log.
"""

from datetime import timedelta

import structlog
from bson import ObjectId
from pymongo.errors import PyMongoError

from server.background.promises import keep, promise
from server.counters import queries
from server.counters.models import COUNTERS, ID, PARENTS, Counted, Repair, Round
from server.posts import actions as posts
from server.posts import announcing
from server.posts import queries as published
from server.settings import current
from server.stores.documents import dump, load, now
from server.stores.mongo import Document, Session, collection, transaction

# A few milliseconds of the database's time for each round of the scheduler.
BATCH = 200
# Another scheduler takes over from one that died within a batch.
LEASE = timedelta(seconds=30)
STEPS = tuple(PARENTS)

log = structlog.get_logger(__name__)


async def sweep() -> int:
    """For the scheduler: when it is time, look at the next few documents; how many counters were wrong."""
    found = await _claim()
    if found is None:
        return 0
    parent = STEPS[found.step]
    documents = await queries.batch(parent, found.after, BATCH)
    repairs = await _check(parent, documents)
    await _go_on(found, documents)
    return len(repairs)


async def reconcile(parent: str) -> tuple[int, list[Repair]]:
    """Look at all counters of one of PARENTS now: how many documents there are, and what was wrong with them."""
    looked, repairs, after = 0, list[Repair](), None
    while documents := await queries.batch(parent, after, BATCH):
        repairs += await _check(parent, documents)
        looked, after = looked + len(documents), documents[-1]["_id"]
    return looked, repairs


async def recounted(parent_id: ObjectId) -> None:
    """Show the counters of a post or an account wherever it is open. May run twice."""
    post = await published.by_id(parent_id)
    if post is not None:
        await posts.announce_counts(post)
    else:
        await announcing.announce_author(parent_id)


async def _check(parent: str, documents: list[Document]) -> list[Repair]:
    ids = [document["_id"] for document in documents]
    repairs = []
    for counter in COUNTERS:
        if counter.parent == parent:
            rows = await queries.rows(counter, ids)
            wrong = [each for each in documents if _said(counter, each) not in (None, rows.get(each["_id"], 0))]
            repairs += [await _repair(counter, document["_id"]) for document in wrong]
    return [repair for repair in repairs if repair is not None]


def _said(counter: Counted, document: Document) -> int | None:
    """None when it is no number: a broken document is not ours to mend."""
    said = document.get(counter.field, 0)
    return said if isinstance(said, int) else None


async def _repair(counter: Counted, parent_id: ObjectId) -> Repair | None:
    """Put a counter right if it is wrong indeed: rows may have come between the two looks at it."""
    try:
        done = await transaction(lambda session: _put_right(counter, parent_id, session))
    except PyMongoError as error:
        # So much happens to it that it could not be counted; it has its turn in the next round.
        log.warning("counter_not_compared", counter=counter.field, id=str(parent_id), reason=str(error))
        return None
    if done is None:
        return None
    repair, promised = done
    log.error("counter_was_wrong", what=str(repair))
    found = {"$inc": {f"repaired.{counter.parent}_{counter.field}": 1}}
    await collection("reconciliations").update_one({"_id": ID}, found, upsert=True)
    await keep(promised, recounted(parent_id))
    return repair


async def _put_right(counter: Counted, parent_id: ObjectId, session: Session) -> tuple[Repair, ObjectId] | None:
    query: Document = {"_id": parent_id} | PARENTS[counter.parent]
    document = await collection(counter.parent).find_one(query, {counter.field: 1}, session=session)
    rows = (await queries.rows(counter, [parent_id], session)).get(parent_id, 0)
    said = _said(counter, document) if document else None
    if said is None or said == rows:
        return None
    change = {"$set": {counter.field: rows}, "$inc": {"version": 1}}
    # The write makes everybody who counts at this moment, and us, come one after another.
    await collection(counter.parent).update_one({"_id": parent_id}, change, session=session)
    return Repair(counter, parent_id, said, rows), await promise(session, "recounted", parent_id)


async def _claim() -> Round | None:
    rounds = collection("reconciliations")
    await rounds.update_one({"_id": ID}, {"$setOnInsert": dump(Round())}, upsert=True)
    document = await rounds.find_one_and_update(
        {"_id": ID, "due_at": {"$lte": now()}}, {"$set": {"due_at": now() + LEASE}}, return_document=True
    )
    return load(Round, document) if document else None


async def _go_on(found: Round, documents: list[Document]) -> None:
    """Next time from where this batch ended, from the next parent, or in RECONCILE_MINUTES from the beginning."""
    if documents:
        following = Round(step=found.step, after=documents[-1]["_id"])
    elif found.step + 1 < len(STEPS):
        following = Round(step=found.step + 1)
    else:
        following = Round(due_at=now() + timedelta(minutes=current().reconcile_minutes))
    await collection("reconciliations").update_one({"_id": ID}, {"$set": dump(following)})
