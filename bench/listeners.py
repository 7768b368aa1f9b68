"""Many open tabs in one process, light enough not to be what is measured: they count what they hear."""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import cast

AT_ONCE = 50
TEXT, PING, LONG = 0x81, 0x89, 126
PONG = b"\x8a\x80\0\0\0\0"
DEFLATE = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"


class Listener(asyncio.Protocol):
    """One tab: joins a topic, waits for its first frame (what it is now), then tells `heard` of each later one."""

    def __init__(self, request: bytes, topic: str, heard: Callable[[], None]) -> None:
        self.joined: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._request = request
        self._topic = topic
        self._heard = heard
        self._waiting = b""
        self._is_open = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        data = self._waiting + data if self._waiting else data
        if not self._is_open:
            head, end, data = data.partition(b"\r\n\r\n")
            if not end:
                self._waiting = head
                return
            self._open(head)
        self._waiting = self._frames(data)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.joined.done():
            self.joined.set_exception(ConnectionError("closed before it had joined"))

    def _open(self, head: bytes) -> None:
        self._is_open = True
        if not head.startswith(b"HTTP/1.1 101"):
            self.joined.set_exception(ConnectionError(head.decode(errors="replace")))
        self.transport.write(_masked(json.dumps({"hear": {self._topic: "never"}}).encode()))

    def _frames(self, data: bytes) -> bytes:
        """Take the whole frames in `data`; what is left over."""
        at, end = 0, len(data)
        while end - at >= 2:
            start, size = at + 2, data[at + 1]
            if size == LONG:
                start, size = at + 4, int.from_bytes(data[at + 2 : at + 4])
            if start + size > end:
                break
            self._take(data[at] & 0x8F, size)  # without the bit that says it is compressed
            at = start + size
        return data[at:]

    def _take(self, kind: int, size: int) -> None:
        if kind == PING:
            self.transport.write(PONG)
        elif kind == TEXT and size > 12:  # a beat is shorter, compressed or not
            if self.joined.done():
                self._heard()
            else:
                self.joined.set_result(None)


@asynccontextmanager
async def listening(
    port: int, cookie: str, topic: str, count: int, heard: Callable[[], None], *, offer: str = ""
) -> AsyncIterator[list[Listener]]:
    """`count` tabs that hear `topic`, until the block ends; `offer` is one more header line (DEFLATE)."""
    lines = f"GET /updates HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\n"
    lines += "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    request = f"{lines}Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{offer}\r\n".encode()
    tabs: list[Listener] = []
    try:
        for first in range(0, count, AT_ONCE):
            batch = range(first, min(count, first + AT_ONCE))
            tabs += await asyncio.gather(*(_one(port, request, topic, heard) for _ in batch))
        yield tabs
    finally:
        for tab in tabs:
            tab.transport.abort()


async def _one(port: int, request: bytes, topic: str, heard: Callable[[], None]) -> Listener:
    loop = asyncio.get_running_loop()
    _, tab = await loop.create_connection(lambda: Listener(request, topic, heard), "127.0.0.1", port)
    await asyncio.wait_for(tab.joined, 30)
    return tab


def _masked(payload: bytes) -> bytes:
    mask = os.urandom(4)
    return bytes([TEXT, 0x80 | len(payload)]) + mask + bytes(byte ^ mask[n % 4] for n, byte in enumerate(payload))
