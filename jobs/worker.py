"""The worker: takes jobs from the queue until it is told to stop; then finishes what it began."""

import asyncio
import signal
import threading
from contextlib import AsyncExitStack

import dramatiq
import structlog
from dramatiq.asyncio import get_event_loop_thread
from dramatiq.middleware import MiddlewareError

import jobs.accounts
import jobs.comments
import jobs.counters
import jobs.feed
import jobs.likes
import jobs.mail
import jobs.media
import jobs.notifications
import jobs.posts
import jobs.profiles
import jobs.relationships  # noqa: F401 each import binds its jobs
from server import background
from server.app import stores
from server.mail import delivery
from server.realtime.hub import settle_forever
from server.settings import Settings

# How long the queue may be left alone when it was empty; the queue has no way to wake a worker.
POLL_MS = 100

log = structlog.get_logger(__name__)


class NotReady(MiddlewareError):
    """There are no stores to work with. After any other exception dramatiq would go on, and every job fail."""


class Stores(dramatiq.Middleware):
    """Opens the stores on the event loop on which all jobs of this process run."""

    def __init__(self, settings: Settings) -> None:
        """With these settings."""
        self._settings = settings
        self._stack = AsyncExitStack()

    def before_worker_boot(self, broker: dramatiq.Broker, worker: dramatiq.Worker) -> None:
        """Open them before the first job; dramatiq's AsyncIO, which stands before us, has made the loop.

        Raises NotReady.
        """
        thread = get_event_loop_thread()
        if thread is None:
            raise NotReady("there is no event loop to run jobs on")
        try:
            thread.run_coroutine(self._open())
        except Exception as error:
            raise NotReady(f"the stores could not be opened: {error}") from error

    async def _open(self) -> None:
        await self._stack.enter_async_context(stores(self._settings))
        self._settling = asyncio.create_task(settle_forever())


def run(settings: Settings, *queues: str) -> int:
    """Work until SIGTERM or SIGINT on these queues, or on all. Raises NotReady when it cannot begin."""
    broker = background.broker()
    broker.add_middleware(Stores(settings))
    worker = dramatiq.Worker(
        broker, queues=set(queues) or None, worker_timeout=POLL_MS, worker_threads=settings.worker_threads
    )
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    try:
        worker.start()
    except NotReady:
        broker.emit_after("worker_shutdown", worker)  # else its event loop would keep this process
        raise
    delivery.warn(settings)
    log.info("worker_ready", threads=settings.worker_threads, queues=queues or background.QUEUES)
    stop.wait()
    worker.stop(timeout=3000)
    return 0
