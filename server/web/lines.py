"""How frames reach a tab: written to its connection where that is known, or else sent through Quart."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from quart import websocket
from quart.asgi import ASGIWebsocketConnection

from server.realtime import frames
from server.web.wire import Stream

FAREWELL_SECONDS = 2.0
LITTLE = 16 * 1024
BEAT = frames.PING + frames.BEAT  # the ping is answered by the browser, the beat is seen by the page

Message = dict[str, Any]


class Gone(Exception):
    """The tab has closed the connection, or it broke."""


class Incoming:
    """The messages of a tab, taken when the handler is ready for them: Hypercorn keeps ten, then the tab must wait."""

    __slots__ = ("_receive",)

    def __init__(self, receive: Callable[[], Awaitable[Message]]) -> None:
        self._receive = receive

    async def get(self) -> str | bytes:
        """The next message. Raises Gone."""
        while True:
            message = await self._receive()
            if message["type"] == "websocket.disconnect":
                raise Gone
            if message["type"] == "websocket.receive":
                said: str | bytes | None = message.get("bytes")
                return message["text"] if said is None else said


class Connection(ASGIWebsocketConnection):
    """A websocket for Quart, in one task; Quart's own takes two more, and messages into a queue without an end."""

    async def __call__(self, receive: Any, send: Any) -> None:
        """Serve it."""
        self.queue = Incoming(receive)  # type: ignore[assignment]
        made = self._create_websocket_from_scope(send)
        made.stream = getattr(send, "__self__", None)  # type: ignore[attr-defined]
        await self.handle_websocket(made, send)


class Direct:
    """Straight to the transport of a connection."""

    __slots__ = ("_stream", "_transport", "_writer")

    def __init__(self, stream: Stream, writer: asyncio.StreamWriter) -> None:
        self._stream = stream
        self._writer = writer
        self._transport = writer.transport

    def write(self, frame: bytes) -> None:
        """Write it, unless the connection closes."""
        if self._stream.is_open and not self._transport.is_closing():
            self._transport.write(frame)

    def waiting(self) -> int:
        """Bytes that the system has not taken."""
        return self._transport.get_write_buffer_size()

    async def taken(self) -> None:
        """Return when little waits, or the connection ends. Raises ConnectionError when it has ended."""
        await self._writer.drain()

    def beat(self) -> None:
        """A ping and a beat."""
        self.write(BEAT)

    def end(self) -> None:
        """Let the connection last for a farewell, but not for a tab that takes nothing."""
        asyncio.get_running_loop().call_later(FAREWELL_SECONDS, self._transport.abort)


class Plain:
    """Through Quart and whatever server it runs in, by a task."""

    __slots__ = ("_inbox", "_send", "_task", "_took", "_waiting")

    def __init__(self, send: Callable[[str], Awaitable[None]]) -> None:
        self._send = send
        self._inbox = asyncio.Queue[bytes]()
        self._waiting = 0
        self._took = asyncio.Event()
        self._task = asyncio.create_task(self._send_all())

    def write(self, frame: bytes) -> None:
        """Have it sent."""
        self._waiting += len(frame)
        self._inbox.put_nowait(frame)

    def waiting(self) -> int:
        """Bytes that the server has not taken."""
        return self._waiting

    async def taken(self) -> None:
        """Return when little waits."""
        while self._waiting > LITTLE:
            self._took.clear()
            await self._took.wait()

    def beat(self) -> None:
        """A beat; such a server sends pings by itself."""
        self.write(frames.BEAT)

    def end(self) -> None:
        """Send no more."""
        self._task.cancel()

    async def _send_all(self) -> None:
        while True:
            frame = await self._inbox.get()
            await self._send(frames.message(frame))
            self._waiting -= len(frame)
            self._took.set()


def line() -> Direct | Plain:
    """What carries frames to the tab that this websocket handler serves."""
    stream = getattr(websocket, "stream", None)
    if isinstance(stream, Stream) and stream.writer is not None:
        return Direct(stream, stream.writer)
    return Plain(websocket.send)
