"""What happens to open pages and to the processes behind them, all of it chosen by one chance."""

import asyncio
import os
import signal
from collections.abc import Sequence

from redis import Redis

from server.stores.embedded import Stores
from tests.story.livepage import LivePage
from tests.story.town import WEBS, Town

ACT_SECONDS, DISTURB_SECONDS = 0.03, 0.04  # from one to the next, on average
DISASTERS = ("kill web", "stop web", "kill worker", "wipe redis", "kill redis")
RUSH = 20


class Unrest:
    """In a town, until these disasters are over; `acts` is how much its people did."""

    def __init__(self, town: Town, pages: Sequence[LivePage], stores: Stores, disasters: Sequence[str]) -> None:
        self._town, self._pages, self._stores = town, pages, stores
        self._chance = town.chance
        self._is_over = False
        self._disasters = disasters
        self.acts = 0

    async def run(self) -> None:
        """All that was begun has ended when this returns."""
        async with asyncio.TaskGroup() as all_of_it:
            self._all_of_it = all_of_it
            all_of_it.create_task(self._act())
            all_of_it.create_task(self._disturb())
            for disaster in self._disasters:
                await asyncio.sleep(self._chance.uniform(0.5, 1.5))
                await self._strike(*disaster.split())
            self._is_over = True

    async def _act(self) -> None:
        async with asyncio.TaskGroup() as acts:
            while not self._is_over:
                await asyncio.sleep(self._chance.expovariate(1 / ACT_SECONDS))
                acts.create_task(self._town.something())
                self.acts += 1

    async def _disturb(self) -> None:
        async with asyncio.TaskGroup() as pauses:
            while not self._is_over:
                await asyncio.sleep(self._chance.expovariate(1 / DISTURB_SECONDS))
                page = self._chance.choice(self._pages)
                (what,) = self._chance.choices(("drop", "sleep", "open"), (4, 3, 1))
                if what == "drop":
                    page.drop()
                elif what == "sleep":
                    pauses.create_task(self._pause(page))
                else:
                    await page.open()

    async def _pause(self, page: LivePage) -> None:
        page.sleep()
        await asyncio.sleep(self._chance.uniform(0.2, 2))
        if self._chance.random() < 0.5:
            page.drop()  # what came while it slept is gone
        page.wake()

    async def _strike(self, what: str, whom: str) -> None:
        if whom == "redis":
            await asyncio.to_thread(self._strike_redis, what)
            return
        name = self._chance.choice(WEBS) if whom == "web" else whom
        process = self._town.site.processes[name]
        if what == "kill":
            await self._rush()
            process.kill()
            await asyncio.sleep(self._chance.uniform(0, 0.5))
        else:
            assert await asyncio.to_thread(process.stop) == 0
        await asyncio.to_thread(self._town.site.restart, name)

    async def _rush(self) -> None:
        """Have much under way at once, in the middle of which something can end."""
        for _ in range(RUSH):
            self._all_of_it.create_task(self._town.something())
        self.acts += RUSH
        await asyncio.sleep(self._chance.uniform(0.01, 0.06))

    def _strike_redis(self, what: str) -> None:
        if what == "kill":
            child = self._stores.children[1]
            os.kill(child.process.pid, signal.SIGKILL)
            child.process.wait()
            child.revive()
        else:
            with Redis.from_url(self._stores.addresses.redis_url) as redis:
                redis.flushall()
