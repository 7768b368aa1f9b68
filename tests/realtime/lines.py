"""A server of ours with one websocket handler of the test's, and a client that does not know how to behave."""

import asyncio
import base64
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from hypercorn.asyncio import serve
from quart import Quart

from server.commands.web import config
from server.settings import current
from server.web import forwarded, wire
from server.web.bodies import WholeBody
from server.web.lines import Connection
from server.web.methods import MethodOverride
from server.web.streams import Streams
from tests.site import free_port

Handler = Callable[[], Awaitable[None]]


class Socketed(Quart):
    asgi_websocket_class = Connection


@asynccontextmanager
async def handled_by(handler: Handler) -> AsyncIterator[int]:
    """The port of a server, in this process, whose websocket at / is served by `handler`."""
    app, port, stop = Socketed("lines"), free_port(), asyncio.Event()
    app.websocket("/")(handler)
    wrapped = WholeBody(Streams(MethodOverride(app.asgi_app), "/uploads"))  # as the site is
    app.asgi_app = forwarded.believe(wrapped, 1)  # type: ignore[method-assign, assignment]
    settings = config(current())
    settings.bind = [f"127.0.0.1:{port}"]
    wire.install()
    serving = asyncio.create_task(serve(app, settings, shutdown_trigger=stop.wait))
    try:
        await _listens(port)
        yield port
    finally:
        stop.set()
        await serving


async def _listens(port: int) -> None:
    for _ in range(200):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.05)  # between two looks
        else:
            writer.close()
            return
    raise AssertionError("nobody listens")


@asynccontextmanager
async def rough(port: int) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """An open websocket, byte by byte."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    key = base64.b64encode(os.urandom(16)).decode()
    lines = ["GET / HTTP/1.1", "Host: x", "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13"]
    writer.write("\r\n".join([*lines, f"Sec-WebSocket-Key: {key}", "", ""]).encode())
    assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 101")
    try:
        yield reader, writer
    finally:
        writer.close()


def said(message: bytes) -> bytes:
    """A client's frame (masked with zeros)."""
    size = len(message)
    if size < 126:
        head = bytes((0x81, 0x80 | size))
    else:
        head = b"\x81\xfe" + size.to_bytes(2) if size < 65_536 else b"\x81\xff" + size.to_bytes(8)
    return head + bytes(4) + message
