"""What Instagram had to take in 2011, on one machine: 25 photos a minute, 90 likes and 200 page views a second.

First while all is well, then while Redis is wiped, the worker is killed and the web processes are restarted in turn.
INSTAGRAM2011_SECONDS is how long the first takes, two minutes by itself.
"""

import asyncio
import io
import os
import random
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import uvloop
from PIL import Image

from bench import instagram2011_site, instagram2011_town
from bench.instagram2011_site import WholeSite
from bench.instagram2011_tabs import TABS, Tabs
from bench.instagram2011_visitors import PAGES, Journal, Visitors
from bench.results import Result
from server.app import stores
from server.settings import current
from server.stores.mongo import collection
from server.stores.redis import redis

SECONDS = float(os.environ.get("INSTAGRAM2011_SECONDS", "120"))
# Long enough for all that is broken, of which each is left a while to show what it did.
TROUBLED_SECONDS = max(45.0, SECONDS / 2)
WARM_SECONDS = 5.0
PUBLISHED_SECONDS = 60.0
SEED = 2011
KINDS = {
    "page": "pages of all kinds, from the moment that they were meant for",
    "home": "home pages among them",
    "like": "likes",
    "comment": "comments",
    "photo": "photos, until published",
}
SIZE, GRAIN = (2592, 1936), 5.0  # an iPhone 4's photo


@dataclass
class Run:
    """What one run of the load found."""

    journal: Journal
    differences: list[str]
    wrong_counters: int
    came_back: int
    cores: dict[str, float] = field(default_factory=dict)


def measure(folder: Path) -> list[Result]:
    """Both runs."""
    with (
        instagram2011_site.running(folder) as whole,
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):
        calm, troubled = runner.run(_measure(whole))
    return [*_results("instagram2011", calm), *_results("instagram2011_troubled", troubled)]


async def _measure(whole: WholeSite) -> tuple[Run, Run]:
    chance = random.Random(SEED)
    async with stores(current()):
        town = await instagram2011_town.settle(chance)
        visitors = Visitors(town, whole.port, _photo(), chance)
        await visitors.come(WARM_SECONDS)
        async with Tabs(town, whole.port, chance) as tabs:
            before = whole.cpu_seconds()
            journal = await visitors.come(SECONDS)
            after = whole.cpu_seconds()
            calm = await _looked_at(journal, tabs)
            calm.cores = {name: (after[name] - before[name]) / SECONDS for name in after}
            came_back = tabs.came_back
            trouble = asyncio.create_task(_trouble(whole))
            journal = await visitors.come(TROUBLED_SECONDS)
            await trouble
            troubled = await _looked_at(journal, tabs)
            troubled.came_back -= came_back
        visitors.leave()
    return calm, troubled


async def _looked_at(journal: Journal, tabs: Tabs) -> Run:
    """What is true when everything has had time to arrive."""
    await _wait_until_published(journal)
    differences = await tabs.differences()
    return Run(journal, differences, await _wrong_counters(), tabs.came_back)


async def _trouble(whole: WholeSite) -> None:
    """A disaster every few seconds, each announced by what is printed."""
    await asyncio.sleep(5)
    await redis().flushall()
    await asyncio.sleep(8)
    await whole.kill("worker")
    await asyncio.sleep(8)
    for name in whole.ports:
        await whole.restart(name)


async def _wait_until_published(journal: Journal) -> None:
    """Note how long each photo took until everybody could see it."""
    waiting = dict(journal.photos)
    deadline = time.monotonic() + PUBLISHED_SECONDS
    while waiting and time.monotonic() < deadline:
        found = collection("posts").find({"_id": {"$in": list(waiting)}, "state": "published"}, {"published_at": 1})
        async for post in found:
            journal.seconds["photo"].append(post["published_at"].timestamp() - waiting.pop(post["_id"]))
        await asyncio.sleep(0.2)
    journal.errors["photo: never published"] += len(waiting)


async def _wrong_counters() -> int:
    """How many posts say another number of likes or comments than there are rows."""
    wrong = 0
    for name in ("likes", "comments"):
        rows = await (await collection(name).aggregate([{"$group": {"_id": "$post", "count": {"$sum": 1}}}])).to_list(
            None
        )
        counted = {row["_id"]: row["count"] for row in rows}
        async for post in collection("posts").find({}, {name: 1}):
            wrong += post[name] != counted.get(post["_id"], 0)
    return wrong


def _photo() -> bytes:
    """Soft shapes with grain: as large in bytes as a phone's photo."""
    draw = np.random.default_rng(SEED)
    shapes = Image.fromarray(draw.integers(0, 256, (24, 32, 3), dtype=np.uint8)).resize(SIZE, Image.Resampling.BICUBIC)
    grain = draw.normal(0, GRAIN, (SIZE[1], SIZE[0], 1)).astype(np.float32)
    out = io.BytesIO()
    Image.fromarray(np.clip(np.asarray(shapes) + grain, 0, 255).astype(np.uint8)).save(out, "JPEG", quality=84)
    return out.getvalue()


def _results(name: str, run: Run) -> list[Result]:
    seconds, errors = run.journal.seconds, run.journal.errors
    seconds["page"] = [each for kind in PAGES for each in seconds[kind]]
    found = [
        Result(f"{name}_{kind}_p{percent}", float(np.percentile(seconds[kind], percent)) * 1000, "ms", None, words)
        for kind, meant in KINDS.items()
        if seconds[kind]
        for percent, words in ((50, f"{len(seconds[kind]):,} {meant}"), (95, ""), (99, ""))
    ]
    wrong = ", ".join(f"{count} {words}" for words, count in errors.most_common() if count)
    tabs = f"{TABS} tabs against a fresh load of all that they show; they came back {run.came_back} times"
    return [
        *found,
        Result(f"{name}_errors", errors.total(), "errors", None, wrong),
        Result(f"{name}_lost", len(run.differences), "events", None, "; ".join(run.differences[:3]) or tabs),
        Result(
            f"{name}_wrong", run.wrong_counters, "counters", None, "likes and comments of each post against their rows"
        ),
        *([_cores(name, run.cores)] if run.cores else []),
    ]


def _cores(name: str, cores: dict[str, float]) -> Result:
    shares = ", ".join(f"{program} {share:.2f}" for program, share in sorted(cores.items()))
    return Result(f"{name}_cores", sum(cores.values()), "cores", None, shares)
