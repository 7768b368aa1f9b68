"""A crowd: five thousand tabs on one web process, and ten thousand on two."""

import asyncio
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import uvloop

from bench import people, site, tabs
from bench.listeners import listening
from bench.results import Result
from server.app import stores
from server.realtime import publish, topics
from server.settings import current

CROWD = 5000
ROUNDS = 5
CONTENT = "<p>" + "what all of them hear at once, and is as long as a comment is. " * 16 + "</p>"

# PERF.md, P5, at 5,000 sockets: Node's ws; CPU milliseconds of Quart on Hypercorn for one new socket.
NODE, CONNECT_MS, MOST_KIB = 105_628, 0.74, 40


@dataclass
class Figures:
    """What a run found."""

    a_second: float = 0  # new tabs
    memory: float = 0
    deliveries: float = 0
    one: list[float] = field(default_factory=list)  # seconds until the last tab of one process has heard
    two: list[float] = field(default_factory=list)


def measure(folder: Path) -> list[Result]:
    """How quickly they come, what each costs, and how soon the last of them hears."""
    with (
        site.serving(folder, "one", "server", "web") as (web, port),
        site.serving(folder, "two", "server", "web") as (_, other_port),
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):
        return _results(runner.run(_measure(web.process.pid, port, other_port)))


async def _measure(pid: int, port: int, other_port: int) -> Figures:
    figures, heard = Figures(), tabs.Heard()
    async with stores(current()), AsyncExitStack() as stack:
        cookie, post = await people.settle(port)
        topic = topics.comments(post)

        async def say() -> None:
            await publish.append(topic, content=CONTENT)

        before, began = await tabs.settled_kib(pid), time.perf_counter()
        await stack.enter_async_context(listening(port, cookie, str(topic), CROWD, heard))
        figures.a_second = CROWD / (time.perf_counter() - began)
        figures.memory = (await tabs.settled_kib(pid) - before) / CROWD
        figures.deliveries = await tabs.deliveries_per_second(say, heard, CROWD)
        figures.one = [await tabs.seconds_until_all(heard, CROWD, say) for _ in range(ROUNDS)]
        await stack.enter_async_context(listening(other_port, cookie, str(topic), CROWD, heard))
        figures.two = [await tabs.seconds_until_all(heard, 2 * CROWD, say) for _ in range(ROUNDS)]
    return figures


def _results(found: Figures) -> list[Result]:
    node, quart = f"PERF.md P5, Node ws: {NODE:,}/s", f"PERF.md P5, connecting alone: {CONNECT_MS} ms of CPU"
    took = 1000 / found.a_second
    return [
        Result(
            "sockets_crowd", found.deliveries, "deliveries/s", found.deliveries / NODE, f"{node} ({CROWD:,} sockets)"
        ),
        Result("sockets_crowd_memory", found.memory, "KiB/socket", found.memory / MOST_KIB, f"{MOST_KIB} KiB"),
        Result("sockets_crowd_joins", took, "ms/socket", took / CONNECT_MS, f"{quart}; here a topic is joined, too"),
        Result("sockets_crowd_heard", median(found.one) * 1000, "ms", None, f"{CROWD:,} sockets, publish to the last"),
        Result(
            "sockets_crowd_of_two", median(found.two) * 1000, "ms", None, f"{2 * CROWD:,} on two processes of one core"
        ),
    ]
