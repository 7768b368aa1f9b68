"""The scheduler: finds what is stuck or was lost and queues it again. Several may run; claims are atomic."""

import asyncio
import signal
from collections.abc import Awaitable, Callable

import structlog

from server.app import stores
from server.background import promises
from server.counters import actions as counters
from server.likes import tallies
from server.mail import actions as mail
from server.media import actions as media
from server.media.storage import reconcile
from server.media.tus import arrived
from server.posts import publishing
from server.profiles import actions as profiles
from server.realtime.hub import settle_forever
from server.settings import Settings

EVERY_SECONDS = 2.0
SWEEPS: tuple[Callable[[], Awaitable[int]], ...] = (
    media.sweep,
    arrived.sweep,
    reconcile.sweep,
    publishing.sweep,
    profiles.sweep,
    promises.sweep,
    mail.sweep,
    tallies.sweep,
    counters.sweep,
)

log = structlog.get_logger(__name__)


def run(settings: Settings) -> int:
    """Sweep until SIGTERM or SIGINT."""
    asyncio.run(_run(settings))
    return 0


async def _run(settings: Settings) -> None:
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    async with stores(settings):
        settling = asyncio.create_task(settle_forever())
        while not stop.is_set():
            await sweep()
            try:
                async with asyncio.timeout(EVERY_SECONDS):
                    await stop.wait()
            except TimeoutError:
                continue
        settling.cancel()


async def sweep() -> None:
    """One round. A sweep that fails is logged and tried again in the next round; the others go on."""
    for sweep_one in SWEEPS:
        try:
            found = await sweep_one()
        except Exception as error:
            log.error("sweep_failed", sweep=sweep_one.__module__, exc_info=error)
        else:
            if found:
                log.info("swept", sweep=sweep_one.__module__, found=found)
