"""Requests as fast as a server answers them, over connections that stay open: wrk when it is there, else our own."""

import asyncio
import re
import subprocess
import time
from shutil import which
from typing import cast

CONNECTIONS = 32


def requests_per_second(port: int, path: str, cookie: str, seconds: float, header: str = "") -> float:
    """How many requests a second the server on `port` answers, all of them as wished. Raises RuntimeError."""
    headers = [f"Cookie: {cookie}", *([header] if header else [])]
    if which("wrk"):
        return _wrk(f"http://127.0.0.1:{port}{path}", headers, seconds)
    return asyncio.run(_own(port, path, headers, seconds))


def _wrk(url: str, headers: list[str], seconds: float) -> float:
    options = ["-t1", f"-c{CONNECTIONS}", f"-d{seconds:g}s", "--timeout=30s"]
    options += [word for line in headers for word in ("-H", line)]
    printed = subprocess.run(["wrk", *options, url], capture_output=True, text=True, check=True).stdout
    found = re.search(r"Requests/sec:\s+([\d.]+)", printed)
    if found is None or "Non-2xx" in printed or "Socket errors" in printed:
        raise RuntimeError(f"the load on {url} went wrong: {printed}")
    return float(found[1])


class _Connection(asyncio.Protocol):
    """Asks again as soon as the answer is whole."""

    def __init__(self, request: bytes) -> None:
        self.request = request
        self.answered = 0
        self.wrong = b""
        self._buffer = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head = self._buffer.find(b"\r\n\r\n")
        if head < 0:
            return
        found = re.search(rb"content-length: (\d+)", self._buffer[:head], re.IGNORECASE)
        if not self._buffer.startswith((b"HTTP/1.1 200", b"HTTP/1.1 206")) or found is None:
            self.wrong = bytes(self._buffer[:head])
        elif len(self._buffer) >= head + 4 + int(found[1]):
            self._buffer.clear()
            self.answered += 1
            self._transport.write(self.request)


async def _own(port: int, path: str, headers: list[str], seconds: float) -> float:
    lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", *headers]
    request = "".join(f"{line}\r\n" for line in [*lines, ""]).encode()
    loop = asyncio.get_running_loop()
    made = [await loop.create_connection(lambda: _Connection(request), "127.0.0.1", port) for _ in range(CONNECTIONS)]
    began, before = time.perf_counter(), sum(connection.answered for _, connection in made)
    await asyncio.sleep(seconds)
    rate = (sum(connection.answered for _, connection in made) - before) / (time.perf_counter() - began)
    for transport, _ in made:
        transport.abort()
    if wrong := next((connection.wrong for _, connection in made if connection.wrong), b""):
        raise RuntimeError(f"the load on {path} went wrong: {wrong.decode(errors='replace')}")
    return rate
