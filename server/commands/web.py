"""`python -m server web`: one web process, on HOST:PORT or on the socket that a supervisor hands down."""

import argparse
import asyncio
import gc
import logging
import os
import resource

import uvloop
from hypercorn.config import Config

from server import log
from server.app import create_app
from server.commands.farewell import serve_until_told
from server.settings import Settings
from server.stores import addresses
from server.web import forwarded, wire
from server.web.requests import HEADER_BYTES

BACKLOG = 4096  # all that Linux allows by itself: after a restart of its neighbour, thousands of tabs knock at once
KEEP_ALIVE_SECONDS = 65  # longer than the usual balancer's 60: who closes first must not be us
KEEP_ALIVE_REQUESTS = 1_000_000  # a connection may stay: each new one costs a balancer and us more than it frees
READ_SECONDS = 60  # longer than any phone is silent in the middle of an upload
PING_SECONDS = 20.0  # a silent tab's pongs are what keeps READ_SECONDS from ending it
CLOSE_SECONDS = 5.0  # closing the stores takes no time, or they are away
MESSAGE_BYTES = 64 * 1024  # a tab with SOCKET_TOPICS topics says about 20 kB
GARBAGE_AFTER = 10_000


def main(settings: Settings, arguments: argparse.Namespace) -> int:
    """Serve until SIGTERM or SIGINT. Raises SettingsError."""
    addresses.addresses(settings)
    log.configure(settings.log_level)
    app = create_app(settings)
    if settings.proxy_hops:
        app.asgi_app = forwarded.believe(app.asgi_app, settings.proxy_hops)  # type: ignore[method-assign, assignment]
    calm_garbage_collector()
    allow_open_files()
    wire.install()
    uvloop.install()
    asyncio.run(serve_until_told(app, config(settings), settings.drain_seconds))
    return 0


def allow_open_files() -> None:
    """As many as the system lets us: each tab is one, and the usual 1,024 would be the end of the thousandth."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def calm_garbage_collector() -> None:
    """Leave what is loaded now out of every later look for garbage, and look less often: counting references frees
    nearly all that a request leaves behind, while looking takes a tenth of its time, and now and then 50 ms at once."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE_AFTER, 20, 20)


def config(settings: Settings) -> Config:
    """How Hypercorn serves: bounded in time and size everywhere (its own defaults are not)."""
    made = Config()
    inherited = os.environ.get("LISTEN_FD")
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    made.bind = [f"fd://{inherited}" if inherited else f"{host}:{settings.port}"]
    made.backlog = BACKLOG
    made.keep_alive_timeout = KEEP_ALIVE_SECONDS
    made.keep_alive_max_requests = KEEP_ALIVE_REQUESTS
    made.read_timeout = READ_SECONDS
    made.graceful_timeout = settings.grace_seconds
    made.shutdown_timeout = CLOSE_SECONDS
    made.websocket_ping_interval = PING_SECONDS
    made.websocket_max_message_size = MESSAGE_BYTES
    made.h11_max_incomplete_size = HEADER_BYTES
    made.h2_max_header_list_size = HEADER_BYTES
    made.include_server_header = False
    made.errorlog = logging.getLogger("hypercorn.error")  # by itself it would write lines that are not JSON, too
    return made
