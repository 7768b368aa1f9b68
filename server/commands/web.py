"""`python -m server web`: one web process, on HOST:PORT or on the socket that a supervisor hands down."""

import argparse
import asyncio
import gc
import logging
import os
import signal

import uvloop
from hypercorn.asyncio import serve
from hypercorn.config import Config

from server import log
from server.app import create_app
from server.settings import Settings
from server.stores import addresses
from server.updates import routes as updates
from server.web import forwarded, patience

BACKLOG = 1024
KEEP_ALIVE_SECONDS = 65  # longer than the usual balancer's 60: who closes first must not be us
READ_SECONDS = 60
GRACE_SECONDS = 2.0
PING_SECONDS = 20.0  # a silent tab's pongs are what keeps READ_SECONDS from ending it
MESSAGE_BYTES = 64 * 1024
GARBAGE_AFTER = 10_000


def main(settings: Settings, arguments: argparse.Namespace) -> int:
    """Serve until SIGTERM or SIGINT. Raises SettingsError."""
    addresses.addresses(settings)
    log.configure(settings.log_level)
    app = create_app(settings)
    if settings.proxy_hops:
        app.asgi_app = forwarded.believe(app.asgi_app, settings.proxy_hops)  # type: ignore[method-assign, assignment]
    patience.install()
    calm_garbage_collector()
    uvloop.install()
    asyncio.run(serve(app, config(settings), shutdown_trigger=_told_to_stop))
    return 0


def calm_garbage_collector() -> None:
    """Leave what is loaded now out of every later look for garbage, and look less often: counting references frees
    nearly all that a request leaves behind, while looking takes a tenth of its time, and now and then 50 ms at once."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE_AFTER, 20, 20)


async def _told_to_stop() -> None:
    """Return on SIGTERM or SIGINT, when the tabs have been told to come back: another process may serve them."""
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    await stop.wait()
    updates.hub.close_all()


def config(settings: Settings) -> Config:
    """How Hypercorn serves: bounded in time and size everywhere (its own defaults are not)."""
    made = Config()
    inherited = os.environ.get("LISTEN_FD")
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    made.bind = [f"fd://{inherited}" if inherited else f"{host}:{settings.port}"]
    made.backlog = BACKLOG
    made.keep_alive_timeout = KEEP_ALIVE_SECONDS
    made.keep_alive_max_requests = 1_000_000
    made.read_timeout = READ_SECONDS
    made.graceful_timeout = GRACE_SECONDS
    made.websocket_ping_interval = PING_SECONDS
    made.websocket_max_message_size = MESSAGE_BYTES
    made.include_server_header = False
    made.errorlog = logging.getLogger("hypercorn.error")  # by itself it would write lines that are not JSON, too
    return made
