"""Feeds of a hundred thousand accounts: posts delivered against the bare script, pages against plain MongoDB."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from bson import ObjectId
from pymongo import MongoClient
from redis import Redis

from bench import feed_delivering, feed_graph
from bench.results import Result
from bench.site import CORES, OTHER_CORE, SERVER_CORE
from server.app import INDEXES, stores
from server.background import enqueue
from server.posts.models import DELIVERED
from server.settings import current
from server.stores import child, indexes
from server.stores.child import Child
from server.stores.mongo import collection
from server.stores.redis import redis

# The largest may be made smaller for a quick look.
LARGEST = int(os.environ.get("BENCH_ACCOUNTS", "100000"))
SIZES = sorted({min(size, LARGEST) for size in (1_000, 10_000, 100_000)})
MONGO_CACHE = "1500M"
POSTS_SEEN = 20
DELIVERED_SECONDS = 60.0


def measure(folder: Path) -> list[Result]:
    """Deliveries, how soon a post is seen, and pages at each size."""
    uri, before = os.environ["MONGODB_URI"], current().mongodb_database
    with MongoClient[Any](uri) as client:
        client.admin.command("setParameter", 1, wiredTigerEngineRuntimeConfig=f"cache_size={MONGO_CACHE}")
        try:
            read = {size: _read(folder, uri, size) for size in SIZES}
            with _on_all_cores(client):
                delivered = _run(folder, "feed_delivering")
                seen = asyncio.run(_seen(folder))
        finally:
            for size in SIZES:
                client.drop_database(_database(size))
            _use(before)
            asyncio.run(_wipe())
    return [*_delivery_results(delivered), *_seen_results(seen), *_read_results(read)]


def _database(size: int) -> str:
    return f"feed_{size}"


def _use(database: str) -> None:
    os.environ["MONGODB_DATABASE"] = database
    current.cache_clear()


def _read(folder: Path, uri: str, size: int) -> dict[str, list[float]]:
    _use(_database(size))
    feed_graph.fill(uri, _database(size), size)
    asyncio.run(_prepare(size))
    with _cores({SERVER_CORE}):
        read: dict[str, list[float]] = _run(folder, "feed_reading")
    return read


async def _prepare(size: int) -> None:
    async with stores(current()):
        await indexes.create({name: INDEXES[name] for name in ("accounts", "posts", "follows")})
        await redis().flushall()
        # Who has so many followers has become big long ago.
        big = {"followers": {"$gt": current().fan_out_most}}
        await collection("accounts").update_many(big, {"$set": {"big": True, "big_told": True}})


async def _wipe() -> None:
    async with stores(current()):
        await redis().flushall()


def _run(folder: Path, name: str) -> Any:
    """What `python -m bench.<name>` finds, on the cores that are ours now."""
    found = folder / f"{name}.json"
    subprocess.run([sys.executable, "-m", f"bench.{name}", str(found)], check=True)
    return json.loads(found.read_text())


async def _seen(folder: Path) -> list[tuple[float, float]]:
    """Seconds from publishing, through the queue and a worker, into the first 1,000 feeds and into all."""
    worker = Child("worker", [sys.executable, "-m", "jobs", "worker"], log=folder / "worker.log")
    try:
        async with stores(current()):
            known = await feed_delivering.authors(1, current().fan_out_most, POSTS_SEEN)
            await _publish(known[0])  # when the worker has come up
            return [await _publish(author) for author in known]
    finally:
        child.stop([worker], 5.0)


async def _publish(author: ObjectId) -> tuple[float, float]:
    post_id = await feed_delivering.add_post(author)
    await enqueue("deliver_post", post_id)
    async with asyncio.timeout(DELIVERED_SECONDS):
        while True:
            post = await collection("posts").find_one({"_id": post_id}, {"delivery": 1, "published_at": 1})
            if post and post["delivery"]["state"] == DELIVERED:
                first = post["delivery"]["thousand_at"] or post["delivery"]["done_at"]
                last = post["delivery"]["done_at"]
                return tuple((moment - post["published_at"]).total_seconds() for moment in (first, last))
            await asyncio.sleep(0.02)


@contextmanager
def _cores(cores: set[int]) -> Iterator[None]:
    """Have what is started within run on these cores."""
    os.sched_setaffinity(0, cores)  # inherited
    try:
        yield
    finally:
        os.sched_setaffinity(0, {OTHER_CORE})


@contextmanager
def _on_all_cores(client: MongoClient[Any]) -> Iterator[None]:
    """A delivery is the work of a worker and both stores at once: none of them is kept to a core, as in a real site."""
    mongod = client.admin.command("serverStatus")["pid"]
    with Redis.from_url(os.environ["REDIS_URL"]) as connection:
        pids = [int(mongod), int(connection.info("server")["process_id"])]
    _pin(pids, set(CORES))
    try:
        with _cores(set(CORES)):
            yield
    finally:
        _pin(pids, {OTHER_CORE})


def _pin(pids: list[int], cores: set[int]) -> None:
    for pid in pids:
        for thread in Path(f"/proc/{pid}/task").iterdir():
            os.sched_setaffinity(int(thread.name), cores)


def _delivery_results(found: dict[str, Any]) -> list[Result]:
    rows = found["rows"]
    rate = median(number / ours for number, _, ours in rows)
    ratio = median(bare / ours for _, bare, ours in rows)
    number = median(row[0] for row in rows)
    return [
        Result(
            "fan_out",
            rate,
            "deliveries/s",
            ratio,
            f"the bare script, batches of 500, {number:,.0f} followers, in turns",
        ),
        Result("fan_out_bare", median(number / bare for number, bare, _ in rows), "deliveries/s", 1.0, "itself"),
        Result(
            "fan_out_typical_post", median(found["typical"]) * 1000, "ms", None, "of an author with 60 to 130 followers"
        ),
        Result("feed_bytes_per_entry", found["bytes"], "bytes", 14.2 / found["bytes"], "PERF.md: 14.2"),
    ]


def _seen_results(seen: list[tuple[float, float]]) -> list[Result]:
    found = []
    for place, name in enumerate(("1000", "all")):
        took = [each[place] * 1000 for each in seen]
        for percent in (50, 95):
            found.append(Result(f"fan_out_visible_{name}_p{percent}", _percentile(took, percent), "ms"))
    return found


def _read_results(read: dict[int, dict[str, list[float]]]) -> list[Result]:
    found = []
    for size, took in read.items():
        name, plain = f"{size // 1000}k", _percentile(took["mongo"], 95)
        page = _percentile(took["page"], 95)
        against = f"feed_read_mongo_p95_{name}"
        found += [
            Result(f"feed_read_p50_{name}", _percentile(took["page"], 50), "ms"),
            Result(f"feed_read_p95_{name}", page, "ms", plain / page, against),
            Result(f"feed_read_mongo_p50_{name}", _percentile(took["mongo"], 50), "ms"),
            Result(against, plain, "ms", 1.0, "itself: followees, then one $in"),
            Result(f"feed_rebuild_p95_{name}", _percentile(took["rebuild"], 95), "ms"),
        ]
    return found


def _percentile(values: list[float], percent: int) -> float:
    return quantiles(values, n=100, method="inclusive")[percent - 1]
