"""`python -m bench.feed_reading FILE`: first pages of feeds, from timelines and by a plain question to MongoDB.

Writes milliseconds a page into FILE, and ends with 1 when the two do not agree.
"""

import asyncio
import json
import random
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import uvloop
from bson import ObjectId

from server.app import stores
from server.feed import timelines
from server.posts.models import PUBLISHED
from server.settings import current
from server.stores.mongo import collection

PAGE = 12
VIEWERS = 400
ROUNDS = 5

Read = Callable[[ObjectId], Awaitable[list[ObjectId]]]


async def _from_timeline(account: ObjectId) -> list[ObjectId]:
    return [ref.feed_id for ref in await timelines.page(account, before=None, limit=PAGE)]


async def _from_mongo(account: ObjectId) -> list[ObjectId]:
    sources = await timelines.sources(account)
    query = {"author": {"$in": sources}, "state": PUBLISHED}
    fields = {"author": 1, "feed_id": 1, "audience": 1}
    found = await collection("posts").find(query, fields).sort("feed_id", -1).limit(PAGE).to_list(None)
    return [document["feed_id"] for document in found]


async def _main() -> dict[str, list[float]]:
    async with stores(current()):
        accounts = [document["_id"] async for document in collection("accounts").find({}, {"_id": 1})]
        viewers = random.Random(5).sample(accounts, min(VIEWERS, len(accounts)))
        took: dict[str, list[float]] = {"rebuild": [], "page": [], "mongo": []}
        for viewer in viewers:
            first = await _timed(_from_timeline, viewer, took["rebuild"])
            if first != await _from_mongo(viewer):
                raise SystemExit(f"the feed of {viewer} is not what MongoDB says")
        # In turns, so that whatever else this machine does hits both alike.
        for _ in range(ROUNDS):
            for viewer in viewers:
                await _timed(_from_timeline, viewer, took["page"])
                await _timed(_from_mongo, viewer, took["mongo"])
        return took


async def _timed(read: Read, account: ObjectId, took: list[float]) -> list[ObjectId]:
    began = time.perf_counter()
    found = await read(account)
    took.append((time.perf_counter() - began) * 1000)
    return found


if __name__ == "__main__":
    uvloop.install()
    Path(sys.argv[1]).write_text(json.dumps(asyncio.run(_main())))
