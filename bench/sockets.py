"""Many tabs on one web process, beside other ways to serve them: how fast, how soon, and in how much memory."""

import asyncio
import resource
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

import uvloop

from bench import crowd, people, site, tabs
from bench.listeners import listening
from bench.results import Result
from server.app import stores
from server.realtime import publish, topics
from server.settings import current
from server.stores.redis import redis

TABS, SILENT_TABS, DEFLATING_TABS, FEW_TABS = 1000, 2000, 300, 100
ROUNDS = 5
CONTENT = "<p>" + "a comment and what is around it, as every tab shows it alike. " * 16 + "</p>"
CHANNEL = "bench:sockets"

# PERF.md, P5, at 1,000 sockets: Node's ws, Hypercorn without Quart writing frames that are made once, a socket's KiB.
NODE, RAW, MOST_KIB = 118_981, 148_856, 40


@dataclass
class Figures:
    """What a run found."""

    latencies: list[float] = field(default_factory=list)
    memory: tuple[float, float] = (0, 0)
    node_memory: float = 0
    ours: list[float] = field(default_factory=list)
    node: list[float] = field(default_factory=list)
    queue: list[float] = field(default_factory=list)


def measure(folder: Path) -> list[Result]:
    """Memory, deliveries and latency of one web process, in turns with others; then a crowd on one and on two."""
    # Our ends of all the sockets.
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    with (
        site.serving(folder, "tabs", "server", "web") as (web, port),
        site.serving(folder, "peer", "bench.peer", CHANNEL) as (peer, node_port),
        site.serving(folder, "broadcaster", "bench.broadcaster", CHANNEL) as (_, queue_port),
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):
        found = runner.run(_measure((web.process.pid, peer.process.pid), port, node_port, queue_port))
    return _results(found) + crowd.measure(folder)


async def _measure(pids: tuple[int, int], port: int, node_port: int, queue_port: int) -> Figures:
    figures = Figures()
    async with stores(current()):
        cookie, post = await people.settle(port)
        topic = topics.comments(post)
        ours, node, queue = (tabs.Place(where, cookie, str(topic)) for where in (port, node_port, queue_port))

        async def say() -> None:
            await publish.append(topic, content=CONTENT)

        # First, so that what the first tabs leave behind for good is not counted as the others' memory.
        figures.latencies = await tabs.latencies(ours, FEW_TABS, say)
        figures.memory = await tabs.memory(ours, pids[0], SILENT_TABS, DEFLATING_TABS)
        figures.node_memory, _ = await tabs.memory(node, pids[1], SILENT_TABS, DEFLATING_TABS)
        await _deliver(figures, ours, say, node, queue)
    return figures


async def _deliver(figures: Figures, ours: tabs.Place, say: tabs.Say, node: tabs.Place, queue: tabs.Place) -> None:
    for _ in range(ROUNDS):
        async with _open(ours) as heard:
            figures.ours.append(await tabs.deliveries_per_second(say, heard, TABS))
        # Both hear the same channel: the tabs of one are open at a time.
        for place, found in ((node, figures.node), (queue, figures.queue)):
            async with _open(place) as heard:
                found.append(await tabs.deliveries_per_second(lambda: say_to_others(ours.topic), heard, TABS))


@asynccontextmanager
async def _open(place: tabs.Place) -> AsyncIterator[tabs.Heard]:
    heard = tabs.Heard()
    async with listening(place.port, place.cookie, place.topic, TABS, heard):
        yield heard


async def say_to_others(topic: str) -> None:
    """The frame that our tabs get, for the servers that ours is compared with."""
    await redis().publish(CHANNEL, f'{{"topic":"{topic}","content":"{CONTENT}","seen":"1234567890123-0"}}')


def _results(figures: Figures) -> list[Result]:
    rate, (idle, deflating) = median(figures.ours), figures.memory
    to_node, to_queue = (
        median(ours / other for ours, other in zip(figures.ours, others, strict=True))
        for others in (figures.node, figures.queue)
    )
    node = f"Node's ws, in turns ({median(figures.node):,.0f}/s; {TABS:,} sockets, 1 KB)"
    pattern = f"Quart's documented queue a socket, in turns ({median(figures.queue):,.0f}/s)"
    p50, p95 = median(figures.latencies) * 1000, quantiles(figures.latencies, n=20)[18] * 1000
    silent = f"{MOST_KIB} KiB ({SILENT_TABS:,} silent sockets; Node's ws {figures.node_memory:.1f} KiB)"
    uncompressed = "sockets that offer no compression"
    return [
        Result("sockets", rate, "deliveries/s", to_node, node),
        Result("sockets_documented", rate, "deliveries/s", to_queue, pattern),
        Result("sockets_node", rate, "deliveries/s", rate / NODE, f"PERF.md P5, Node ws: {NODE:,}/s"),
        Result("sockets_raw", rate, "deliveries/s", rate / RAW, f"PERF.md P5, bare Hypercorn, transports: {RAW:,}/s"),
        Result("sockets_memory", idle, "KiB/socket", idle / MOST_KIB, silent),
        Result("sockets_memory_deflate", deflating, "KiB/socket", deflating / idle, uncompressed),
        Result("sockets_latency_p50", p50, "ms", None, f"{FEW_TABS} sockets, publish to heard"),
        Result("sockets_latency_p95", p95, "ms", None, f"{FEW_TABS} sockets, publish to heard"),
    ]
