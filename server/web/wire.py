"""Websockets of Hypercorn whose frames need not go through it.

Hypercorn takes each frame through a dozen calls and keeps a compressor for each browser that offers to compress. Here
nothing is compressed, and a frame that was made once can be written to the transports of many sockets.

What Hypercorn writes on a connection (the handshake, answers to pings, the close frame) are whole frames, too, each in
one write, so both ways mix; after a close frame nothing may follow, which `is_open` says.
"""

from asyncio import Queue, StreamWriter
from dataclasses import replace
from importlib.metadata import version
from typing import Any

import structlog
from hypercorn.asyncio.tcp_server import TCPServer
from hypercorn.protocol import h2, h11
from hypercorn.protocol.events import Data, Event, Request
from hypercorn.protocol.ws_stream import WSStream
from wsproto.events import CloseConnection
from wsproto.events import Event as Said
from wsproto.frame_protocol import CloseReason

KNOWN = "0.18.0"  # the version of Hypercorn whose private parts are used here

log = structlog.get_logger(__name__)


class Stream(WSStream):
    """A websocket of Hypercorn."""

    is_open = False
    writer: StreamWriter | None = None  # when frames may be written to it

    async def handle(self, event: Event) -> None:
        """Take what came: without an offer to compress, and nothing more when we said goodbye."""
        if isinstance(event, Request):
            headers = [header for header in event.headers if header[0].lower() != b"sec-websocket-extensions"]
            event = replace(event, headers=headers)
        if not isinstance(event, Data) or self.is_open or not self.handshake.accepted:
            await super().handle(event)

    async def app_send(self, message: Any) -> None:
        """Send, as ASGI has it; None says that nobody receives any more."""
        if message is None:
            self._deafen()
        await super().app_send(message)

    async def _accept(self, message: Any) -> None:
        await super()._accept(message)
        self.is_open = True
        # Not over HTTP/2, where many streams share a transport and frames are wrapped.
        protocol = getattr(self.send, "__self__", None)
        server = getattr(protocol.send, "__self__", None) if isinstance(protocol, h11.H11Protocol) else None
        self.writer = server.writer if isinstance(server, TCPServer) else None

    async def _send_wsproto_event(self, event: Said) -> None:
        if isinstance(event, CloseConnection):
            self.is_open = False
        await super()._send_wsproto_event(event)
        if isinstance(event, CloseConnection) and event.code == CloseReason.MESSAGE_TOO_BIG:
            await self._tell({"type": "websocket.disconnect", "code": event.code})

    async def _send_pings(self) -> None:
        if self.writer is None:  # else they go out with the beats
            await super()._send_pings()

    async def _tell(self, message: dict[str, Any]) -> None:
        if self.app_put is not None:
            await self.app_put(message)

    def _deafen(self) -> None:
        """What came and was not received is dropped: who waits to put more there would wait for ever."""
        queue = getattr(self.app_put, "__self__", None)
        self.app_put = _nowhere
        while isinstance(queue, Queue) and not queue.empty():
            queue.get_nowait()


async def _nowhere(message: Any) -> None:
    """Nobody receives any more."""


def install() -> None:
    """Have Hypercorn make such websockets. Another version than we know serves them in its own, slower way."""
    if version("hypercorn") != KNOWN:
        log.warning("sockets_slow", reason=f"server/web/wire.py knows Hypercorn {KNOWN} only")
        return
    h11.WSStream = h2.WSStream = Stream  # type: ignore[attr-defined]
