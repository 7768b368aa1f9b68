"""Many open tabs in one process, light enough not to be what is measured: they count what they hear."""

import asyncio
import json
import os
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import cast

AT_ONCE = 50
JOIN_SECONDS = 60
TEXT, PING, LONG = 0x81, 0x89, 126
PONG = b"\x8a\x80\0\0\0\0"
SMALL = 32  # a beat, or what a server says of a topic that is refused, is shorter; what is measured is longer
DEFLATE = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"

# All tabs read into one buffer and look at it before the next one reads: nothing is allocated for what they hear.
_buffer = memoryview(bytearray(256 * 1024))

Heard = Callable[[int], None]


class Listener(asyncio.BufferedProtocol):
    """One tab: joins a topic, waits for its first frame (what it is now), then tells `heard` how many more came."""

    def __init__(self, request: bytes, topic: str, heard: Heard) -> None:
        self.joined: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._request = request
        self._topic = topic
        self._heard = heard
        self._rest = b""
        self._usual, self._head = 0, b""  # how long the frame was that came last, and its head: the next are alike
        self._is_open = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.transport.write(self._request)

    def get_buffer(self, sizehint: int) -> memoryview:
        return _buffer

    def buffer_updated(self, nbytes: int) -> None:
        if self._usual and not self._rest and nbytes % self._usual == 0 and self._are_usual(nbytes):
            self._heard(nbytes // self._usual)
            return
        self._rest += _buffer[:nbytes]
        if self._is_open or self._opens():
            self._rest = self._frames(self._rest)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.joined.done():
            self.joined.set_exception(ConnectionError("closed before it had joined"))

    def _are_usual(self, nbytes: int) -> bool:
        """Whether each frame in the buffer begins as a text of the usual length does."""
        return all(_buffer[at : at + 4] == self._head for at in range(0, nbytes, self._usual))

    def _opens(self) -> bool:
        """Whether the head of the answer is there; then the topic is joined."""
        head, end, rest = self._rest.partition(b"\r\n\r\n")
        if not end:
            return False
        self._is_open, self._rest = True, rest
        if not head.startswith(b"HTTP/1.1 101"):
            self.joined.set_exception(ConnectionError(head.decode(errors="replace")))
        self.transport.write(_masked(json.dumps({"hear": {self._topic: "never"}}).encode()))
        return True

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
        elif kind == TEXT and size > SMALL:
            if self.joined.done():
                self._usual, self._head = size + 4, struct.pack("!BBH", TEXT, LONG, size)
                self._heard(1)
            else:
                self.joined.set_result(None)


@asynccontextmanager
async def listening(
    port: int, cookie: str, topic: str, count: int, heard: Heard, *, offer: str = ""
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


async def _one(port: int, request: bytes, topic: str, heard: Heard) -> Listener:
    loop = asyncio.get_running_loop()
    _, tab = await loop.create_connection(lambda: Listener(request, topic, heard), "127.0.0.1", port)
    await asyncio.wait_for(tab.joined, JOIN_SECONDS)
    return tab


def _masked(payload: bytes) -> bytes:
    mask = os.urandom(4)
    return bytes([TEXT, 0x80 | len(payload)]) + mask + bytes(byte ^ mask[n % 4] for n, byte in enumerate(payload))
