"""Who reads slowly gets the whole answer; who reads nothing keeps no connection."""

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest_asyncio
from hypercorn.asyncio import serve
from quart import Quart, Response

from server.commands.web import config
from server.settings import current
from server.web import patience
from tests.site import free_port

TIMEOUT = 0.4
PIECES, PIECE = 40, b"x" * 100_000


@pytest_asyncio.fixture
async def port(environ: dict[str, str]) -> AsyncIterator[int]:
    """A server with one large answer, that ends connections which are silent for TIMEOUT."""
    app = Quart("slow")

    @app.get("/")
    async def large() -> Response:
        async def pieces() -> AsyncIterator[bytes]:
            for _ in range(PIECES):
                yield PIECE

        return Response(pieces(), headers={"Content-Length": str(PIECES * len(PIECE))})

    found, stop = free_port(), asyncio.Event()
    settings = config(current())
    settings.bind, settings.read_timeout = [f"127.0.0.1:{found}"], TIMEOUT  # type: ignore[assignment]
    patience.install()
    serving = asyncio.create_task(serve(app, settings, shutdown_trigger=stop.wait))
    await asyncio.sleep(0)
    for _ in range(100):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", found)
            writer.close()
            break
        except OSError:
            await asyncio.sleep(0.05)  # between two looks
    yield found
    stop.set()
    await serving


async def ask(port: int) -> socket.socket:
    """A connection that has asked, and has room for little of the answer."""
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 32_768)
    made.setblocking(False)
    loop = asyncio.get_running_loop()
    await loop.sock_connect(made, ("127.0.0.1", port))
    await loop.sock_sendall(made, b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    return made


async def test_a_download_may_take_as_long_as_it_makes_progress(port: int) -> None:
    loop, received, began = asyncio.get_running_loop(), 0, asyncio.get_running_loop().time()
    with await ask(port) as made:
        while data := await loop.sock_recv(made, 200_000):
            received += len(data)
            await asyncio.sleep(0.03)  # a slow line
    assert loop.time() - began > 2 * TIMEOUT, "it must take long for this to mean anything"
    assert received > PIECES * len(PIECE)


async def test_who_takes_nothing_is_let_go(port: int) -> None:
    loop = asyncio.get_running_loop()
    with await ask(port) as made:
        await asyncio.sleep(3 * TIMEOUT)  # somebody who has gone away without a word
        received = 0
        try:
            while data := await loop.sock_recv(made, 200_000):
                received += len(data)
        except ConnectionResetError:
            pass
    assert received < PIECES * len(PIECE)
