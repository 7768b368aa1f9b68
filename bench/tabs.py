"""What is measured while many tabs are open: memory, deliveries, latency."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass

from bench.listeners import DEFLATE, listening
from bench.memory import memory_kib

SECONDS = 2.0
AHEAD = 8  # messages under way at once
MESSAGES, PAUSE_SECONDS = 60, 0.03
SETTLE_SECONDS = 1.5
PATIENCE_SECONDS = 30.0

Say = Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class Place:
    """Where tabs are opened: port, cookie, and the topic that they hear."""

    port: int
    cookie: str
    topic: str


class Heard:
    """Counts what all the tabs of one server hear."""

    def __init__(self) -> None:
        self.count = 0
        self.moments: list[float] | None = None  # when, if somebody wants to know
        self._goal = 0
        self._there = asyncio.Event()

    def __call__(self, more: int) -> None:
        self.count += more
        if self.moments is not None:
            self.moments += [time.perf_counter()] * more
        if self.count >= self._goal:
            self._there.set()

    async def until(self, goal: int) -> None:
        """Return when so much was heard. Raises TimeoutError."""
        self._goal = goal
        while self.count < goal:
            self._there.clear()
            await asyncio.wait_for(self._there.wait(), PATIENCE_SECONDS)


async def latencies(place: Place, tabs: int, say: Say) -> list[float]:
    """Seconds from an announcement until a tab has it: for each tab and announcement."""
    heard, found = Heard(), []
    async with listening(place.port, place.cookie, place.topic, tabs, heard):
        for _ in range(MESSAGES):
            heard.moments, began, before = [], time.perf_counter(), heard.count
            await say()
            await heard.until(before + tabs)
            found += [moment - began for moment in heard.moments]
            await asyncio.sleep(PAUSE_SECONDS)
    return found


async def seconds_until_all(heard: Heard, tabs: int, say: Say) -> float:
    """How long an announcement takes until the last of the tabs has it."""
    began, before = time.perf_counter(), heard.count
    await say()
    await heard.until(before + tabs)
    return time.perf_counter() - began


async def memory(place: Place, pid: int, tabs: int, deflating: int) -> tuple[float, float]:
    """KiB for each silent tab: as it is, and when it asks for compression as browsers do."""
    async with AsyncExitStack() as stack:
        before = await settled_kib(pid)
        await stack.enter_async_context(listening(place.port, place.cookie, place.topic, tabs, Heard()))
        idle = await settled_kib(pid)
        more = listening(place.port, place.cookie, place.topic, deflating, Heard(), offer=DEFLATE)
        await stack.enter_async_context(more)
        all_together = await settled_kib(pid)
    return (idle - before) / tabs, (all_together - idle) / deflating


async def deliveries_per_second(say: Say, heard: Heard, tabs: int) -> float:
    """With a few messages under way all the time, so that nobody waits for us and no tab is behind."""
    began, before, said = time.perf_counter(), heard.count, 0
    while time.perf_counter() < began + SECONDS:
        await say()
        said += 1
        await heard.until(before + (said - AHEAD) * tabs)
    await heard.until(before + said * tabs)
    return said * tabs / (time.perf_counter() - began)


async def settled_kib(pid: int) -> int:
    """The memory of a process that has come to rest."""
    await asyncio.sleep(SETTLE_SECONDS)
    return memory_kib(pid)
