"""Reading counters, and the rows that they count."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from bson import ObjectId
from prometheus_client import Gauge
from pymongo.errors import PyMongoError

from server.counters.models import COUNTERS, ID, PARENTS, Counted
from server.stores.mongo import Document, Session, collection

repaired = Gauge("tintype_counters_repaired", "Counters that were found wrong and put right, ever", ["counter"])


async def batch(parent: str, after: ObjectId | None, limit: int) -> list[Document]:
    """The next documents of a parent in the order of their ids, with their counters."""
    query: Document = PARENTS[parent] | ({"_id": {"$gt": after}} if after else {})
    fields = {counter.field: 1 for counter in COUNTERS if counter.parent == parent}
    return await collection(parent).find(query, fields).sort("_id", 1).limit(limit).to_list(None)


async def rows(counter: Counted, ids: Sequence[ObjectId], session: Session | None = None) -> dict[ObjectId, int]:
    """How many rows each of these parents has; those without any are left out."""
    stages: list[dict[str, Any]] = [
        {"$match": {counter.by: {"$in": list(ids)}} | counter.only},
        {"$group": {"_id": f"${counter.by}", "rows": {"$sum": 1}}},
    ]
    cursor = await collection(counter.rows).aggregate(stages, session=session)
    return {document["_id"]: document["rows"] async for document in cursor}


async def publish_figures() -> None:
    """Have this process tell Prometheus what was repaired, whichever process did it."""
    with suppress(PyMongoError):  # the other figures are wanted most when the database is away
        document = await collection("reconciliations").find_one({"_id": ID}, {"repaired": 1})
        for name, count in ((document or {}).get("repaired") or {}).items():
            repaired.labels(name).set(count)
