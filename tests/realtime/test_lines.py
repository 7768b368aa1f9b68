"""How frames reach a tab: past Hypercorn, which must be made as we know it, and in step with what it says itself."""

import asyncio
from contextlib import suppress
from importlib.metadata import version

import pytest
from quart import websocket
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from server.realtime import frames
from server.realtime.topics import comments
from server.stores.documents import object_id
from server.web import lines, wire
from tests.cast import Cast
from tests.realtime.lines import handled_by, rough, said

MIB = 1024 * 1024


async def test_this_hypercorn_is_the_one_whose_private_parts_we_use(environ: dict[str, str]) -> None:
    """When this fails, Hypercorn was changed: read its tcp_server, h11 and ws_stream again beside server/web/wire.py,
    then change wire.KNOWN."""
    assert version("hypercorn") == wire.KNOWN

    async def says_how() -> None:
        await websocket.accept()
        await websocket.send(type(lines.line()).__name__)

    async with handled_by(says_how) as port, connect(f"ws://127.0.0.1:{port}/") as socket:
        assert await socket.recv() == "Direct"


async def test_frames_of_all_lengths_arrive_whole_and_in_order_between_others(environ: dict[str, str]) -> None:
    sizes = [1, 125, 126, 65_535, 65_536, 200_000]

    async def says_all() -> None:
        await websocket.accept()
        line = lines.line()
        for size in sizes:
            line.write(frames.text("ü" * size))
            line.beat()
            await websocket.send(str(size))  # through Hypercorn
        await line.taken()

    async with handled_by(says_all) as port, connect(f"ws://127.0.0.1:{port}/", max_size=MIB) as socket:
        for size in sizes:
            assert [await socket.recv() for _ in range(3)] == ["ü" * size, "{}", str(size)]


async def test_nothing_follows_a_close_frame(environ: dict[str, str]) -> None:
    async def speaks_on() -> None:
        await websocket.accept()
        line = lines.line()
        await websocket.close(1013)
        line.write(frames.text("too late"))

    async with handled_by(speaks_on) as port, rough(port) as (reader, _):
        assert await reader.read() == b"\x88\x02\x03\xf5"


async def test_an_offer_to_compress_is_refused(people: Cast) -> None:
    async with connect(people.bob.site.url.replace("http", "ws") + "/updates", compression="deflate") as socket:
        await socket.send('{"hear": {"nonsense": ""}}')
        assert "refused" in str(await socket.recv())
        assert socket.protocol.extensions == []


async def test_who_floods_waits_until_somebody_listens(environ: dict[str, str]) -> None:
    is_enough = asyncio.Event()

    async def listens_to_nothing() -> None:
        await websocket.accept()
        await is_enough.wait()

    async with handled_by(listens_to_nothing) as port, rough(port) as (reader, writer):
        sent, flood = 0, said(b"x" * 1000) * 1000
        with pytest.raises(TimeoutError):
            while sent < 256 * MIB:
                writer.write(flood)
                async with asyncio.timeout(2):
                    await writer.drain()
                sent += len(flood)
        assert sent < 64 * MIB, "what the systems keep between us, and ten messages"
        is_enough.set()
        # Ended, although much of what came was never received.
        with suppress(ConnectionError):
            await asyncio.wait_for(reader.read(), 20)


async def test_who_says_too_much_at_once_and_does_not_go_is_cut_off(environ: dict[str, str]) -> None:
    async def hears() -> None:
        await websocket.accept()
        while True:
            await websocket.receive()

    async with handled_by(hears) as port, rough(port) as (reader, writer):
        writer.write(said(b"x" * 200_000))
        assert await asyncio.wait_for(reader.readexactly(4), 20) == b"\x88\x02\x03\xf1"
        assert await asyncio.wait_for(reader.read(), 20) == b""


async def test_a_tab_that_takes_nothing_loses_its_connection(environ: dict[str, str]) -> None:
    is_over = asyncio.Event()

    async def says_much_and_ends() -> None:
        await websocket.accept()
        line = lines.line()
        for _ in range(200):
            line.write(frames.text("x" * 110_000))
        line.end()
        await line.taken()
        is_over.set()

    async with handled_by(says_much_and_ends) as port, rough(port) as (reader, _):
        await asyncio.wait_for(is_over.wait(), 20)
        with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
            await reader.readexactly(20 * MIB)


async def test_a_tab_on_another_hypercorn_is_served_all_the_same(people: Cast, plain: str) -> None:
    post = await people.alice.publish()
    topic = comments(object_id(post))  # type: ignore[arg-type]
    async with people.bob.tab(plain) as tab:
        await tab.join({str(topic): "never"})
        assert (await tab.next())["reload"] is True
        await tab.socket.send("nonsense")
        with pytest.raises(ConnectionClosed) as closed:
            await tab.next()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1008
