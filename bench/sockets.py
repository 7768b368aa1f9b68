"""Many tabs on one web process: memory for each that is silent, how fast all are served, how soon one hears."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

import uvloop

from bench import people, site, tabs
from bench.listeners import listening
from bench.results import Result
from server.app import stores
from server.realtime import publish, topics
from server.settings import current
from server.stores.redis import redis

TABS, SILENT_TABS, DEFLATING_TABS, FEW_TABS = 1000, 2000, 300, 100
ROUNDS = 3
CONTENT = "<p>" + "a count and what is around it, as every tab shows it alike. " * 16 + "</p>"
QUEUE_CHANNEL = "bench:queue"

# PERF.md, P5, at 1,000 sockets.
NODE, QUEUE, QUEUE_KIB = 118_981, 20_454, 41


@dataclass
class Figures:
    """What a run found."""

    latencies: list[float] = field(default_factory=list)
    memory: tuple[float, float] = (0, 0)
    ours: list[float] = field(default_factory=list)
    queue: list[float] = field(default_factory=list)


def measure(folder: Path) -> list[Result]:
    """Memory, deliveries and latency of one web process."""
    with (
        site.serving(folder, "tabs", "server", "web") as (web, port),
        site.serving(folder, "broadcaster", "bench.broadcaster", QUEUE_CHANNEL) as (_, queue_port),
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):
        return _results(runner.run(_measure(web.process.pid, port, queue_port)))


async def _measure(pid: int, port: int, queue_port: int) -> Figures:
    figures = Figures()
    async with stores(current()):
        cookie, post = await people.settle(port)
        topic = topics.post(post)
        ours, queue = tabs.Place(port, cookie, str(topic)), tabs.Place(queue_port, cookie, str(topic))
        versions = iter(range(10**6, 10**9))

        async def say() -> None:
            await publish.state(topic, next(versions), CONTENT)

        async def say_to_queues() -> None:
            frame = f'{{"topic":"{topic}","content":"{CONTENT}","seen":"{next(versions)}"}}'
            await redis().publish(QUEUE_CHANNEL, frame)

        # First, so that what the first tabs leave behind for good is not counted as the others' memory.
        figures.latencies = await tabs.latencies(ours, FEW_TABS, say)
        figures.memory = await tabs.memory(ours, pid, SILENT_TABS, DEFLATING_TABS)
        await _deliver(figures, ours, say, queue, say_to_queues)
    return figures


async def _deliver(figures: Figures, ours: tabs.Place, say: tabs.Say, queue: tabs.Place, to_queues: tabs.Say) -> None:
    us, them = tabs.Heard(), tabs.Heard()
    async with (
        listening(ours.port, ours.cookie, ours.topic, TABS, us),
        listening(queue.port, queue.cookie, queue.topic, TABS, them),
    ):
        for _ in range(ROUNDS):
            figures.queue.append(await tabs.deliveries_per_second(to_queues, them, TABS))
            figures.ours.append(await tabs.deliveries_per_second(say, us, TABS))


def _results(figures: Figures) -> list[Result]:
    rate, (idle, deflating) = median(figures.ours), figures.memory
    in_turns = median(ours / queue for ours, queue in zip(figures.ours, figures.queue, strict=True))
    pattern = f"Quart's documented queue a socket, in turns ({median(figures.queue):,.0f}/s; {TABS:,} sockets, 1 KB)"
    silent = f"PERF.md P5, {QUEUE_KIB} KiB: less is better ({SILENT_TABS:,} silent sockets)"
    p50, p95 = median(figures.latencies) * 1000, quantiles(figures.latencies, n=20)[18] * 1000
    return [
        Result("sockets", rate, "deliveries/s", in_turns, pattern),
        Result("sockets_documented", rate, "deliveries/s", rate / QUEUE, f"PERF.md P5, the same pattern: {QUEUE:,}/s"),
        Result("sockets_node", rate, "deliveries/s", rate / NODE, f"PERF.md P5, Node ws: {NODE:,}/s"),
        Result("sockets_memory", idle, "KiB/socket", idle / QUEUE_KIB, silent),
        Result(
            "sockets_memory_deflate", deflating, "KiB/socket", deflating / idle, "sockets that ask for no compression"
        ),
        Result("sockets_latency_p50", p50, "ms", None, f"{FEW_TABS} sockets, publish to heard"),
        Result("sockets_latency_p95", p95, "ms", None, f"{FEW_TABS} sockets, publish to heard"),
    ]
