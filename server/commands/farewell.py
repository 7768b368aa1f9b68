"""Serves until told to stop, and then so that nobody notices who can go somewhere else.

1. /readyz says "stopping", and for DRAIN_SECONDS all is served as ever: a balancer looks away meanwhile.
2. Nothing new is accepted. Requests under way are finished, within GRACE_SECONDS; tabs are sent to another process.
3. The stores are closed, and the process ends with status 0. Who says it twice ends it at once.
"""

import asyncio
import signal
from contextlib import suppress
from itertools import islice

from hypercorn.asyncio import serve
from hypercorn.config import Config
from quart import Quart

from server.realtime.socket import RESTARTING
from server.updates import routes as updates
from server.web import stopping

SIGNALS = (signal.SIGTERM, signal.SIGINT)
# No more tabs a second than the others can take in beside their pages.
TABS_AT_ONCE, TABS_PAUSE_SECONDS = 50, 0.1


async def serve_until_told(app: Quart, served: Config, drain_seconds: float) -> None:
    """Serve `app` as `served` says, until SIGTERM or SIGINT and what they begin is over."""
    is_closing = asyncio.Event()

    async def told_to_stop() -> None:
        await _signal()
        stopping.begin(served)
        await asyncio.sleep(drain_seconds)
        is_closing.set()

    stopping.install(app)
    sending = asyncio.create_task(_send_tabs_away(is_closing))
    await serve(app, served, shutdown_trigger=told_to_stop)
    sending.cancel()
    with suppress(asyncio.CancelledError):
        await sending


async def _signal() -> None:
    said, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in SIGNALS:
        loop.add_signal_handler(number, said.set)
    await said.wait()
    for number in SIGNALS:
        loop.remove_signal_handler(number)
        signal.signal(number, signal.SIG_DFL)


async def _send_tabs_away(is_closing: asyncio.Event) -> None:
    """A few at a time, until cancelled: also those that come while the last requests are finished."""
    await is_closing.wait()
    while True:
        await asyncio.sleep(TABS_PAUSE_SECONDS)
        staying = (tab for tab in updates.hub.sockets if tab.close_code is None)
        for tab in list(islice(staying, TABS_AT_ONCE)):
            tab.close(RESTARTING)
