"""`python -m bench.feed_delivering FILE`: deliveries by our own way, in turns with the script alone.

Fills a timeline for every account first. Writes seconds for each post into FILE.
"""

import asyncio
import json
import secrets
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import msgspec
import uvloop
from bson import ObjectId

from bench import feed_graph
from server.app import stores
from server.feed import delivery
from server.posts.models import DELIVERED, Delivery, new_feed_id
from server.relationships import queries as relationships
from server.settings import current
from server.stores import timelines
from server.stores.documents import dump, now
from server.stores.mongo import collection
from server.stores.redis import redis
from server.stores.scripts import Script

AUTHORS = 8  # the best known of those whose posts are brought to each follower
ROUNDS = 5
TYPICAL, TYPICAL_POSTS = (60, 130), 60  # followers; posts of authors who have so many

# As in PERF.md P4, where it was the quickest way.
BARE = Script("""
for _, key in ipairs(KEYS) do
  if redis.call('LPUSHX', key, ARGV[1]) > 550 then redis.call('LTRIM', key, 0, 499) end
end
""")


async def fill_timelines() -> None:
    """A full timeline for each account; all alike, since nobody reads them."""
    mark = b"." + bytes(12) + b"no owner"  # asleep, as most are
    await redis().delete("template")
    await redis().rpush("template", mark, *(secrets.token_bytes(12) for _ in range(timelines.CAP)))
    accounts = [document["_id"] async for document in collection("accounts").find({}, {"_id": 1})]
    await _copy(f"{timelines.PREFIX}{account}" for account in accounts)


async def _copy(keys: Iterable[str]) -> None:
    pipe = redis().pipeline(transaction=False)
    for key in keys:
        pipe.copy("template", key, replace=True)
        if len(pipe) >= 1000:
            await pipe.execute()
    await pipe.execute()


async def add_post(author: ObjectId) -> ObjectId:
    """A post that was published this moment and is to be delivered; its id."""
    moment = now()
    pending = Delivery(next_try_at=moment, queued_at=moment)
    post = msgspec.structs.replace(feed_graph.post(author, new_feed_id(moment)), delivery=pending)
    await collection("posts").insert_one(dump(post))
    return post.id


async def authors(least: int, most: int, number: int) -> list[ObjectId]:
    """Up to `number` people with so many followers, those with most first."""
    query = {"followers": {"$gte": least, "$lte": most}}
    found = collection("accounts").find(query, {"_id": 1}).sort("followers", -1).limit(number)
    return [document["_id"] async for document in found]


def _bare_keys(followers: bytes) -> list[str]:
    return [f"bare:{followers[at : at + 12].hex()}" for at in range(0, len(followers), 12)]


async def _bare(keys: list[str]) -> float:
    feed_id = new_feed_id(now()).binary
    began = time.perf_counter()
    for at in range(0, len(keys), timelines.BATCH):
        await BARE(keys[at : at + timelines.BATCH], feed_id)
    return time.perf_counter() - began


async def _ours(author: ObjectId) -> float:
    post_id = await add_post(author)
    began = time.perf_counter()
    await delivery.deliver(post_id)
    took = time.perf_counter() - began
    document = await collection("posts").find_one({"_id": post_id}, {"delivery": 1})
    if document is None or document["delivery"]["state"] != DELIVERED or not document["delivery"]["feeds"]:
        raise SystemExit(f"a post was not delivered: {document}")
    return took


async def _main() -> dict[str, list[list[float]] | list[float] | float]:
    async with stores(current()):
        await fill_timelines()
        rows = []
        for author in await authors(1, current().fan_out_most, AUTHORS):
            keys = _bare_keys(await relationships.followers_after(author, None, current().fan_out_most))
            await _copy(keys)
            rows += [[len(keys), await _bare(keys), await _ours(author)] for _ in range(ROUNDS)]
            await redis().unlink(*keys)
        typical = [await _ours(author) for author in await authors(*TYPICAL, TYPICAL_POSTS)]
        sample = [f"{timelines.PREFIX}{author}" for author in await authors(1, 10**9, 100)]
        sizes = [(await redis().memory_usage(key, samples=0) or 0) / await redis().llen(key) for key in sample]
        return {"rows": rows, "typical": typical, "bytes": sum(sizes) / len(sizes)}


if __name__ == "__main__":
    uvloop.install()
    Path(sys.argv[1]).write_text(json.dumps(asyncio.run(_main())))
