"""A tab that floods is sent away for good; one that is slow is sent away and comes back."""

import asyncio

import pytest
from bson import ObjectId
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from server.realtime import publish
from server.realtime.publish import LOG_LENGTH, seen_now
from server.realtime.socket import COME_BACK, Socket
from server.realtime.topics import comments
from server.realtime.topics import post as post_topic
from server.stores.documents import object_id
from server.web.lines import Plain
from tests.cast import Cast


async def _close_code(socket: ClientConnection) -> int | None:
    with pytest.raises(ConnectionClosed) as closed:
        while True:
            await asyncio.wait_for(socket.recv(), 10)
    return closed.value.rcvd.code if closed.value.rcvd else None


async def test_nonsense_is_refused(people: Cast) -> None:
    async with people.bob.tab() as tab:
        await tab.socket.send("nonsense")
        assert await _close_code(tab.socket) == 1008


async def test_too_many_messages_are_refused(people: Cast) -> None:
    async with people.bob.tab() as tab:
        with pytest.raises(ConnectionClosed) as closed:
            for _ in range(500):
                await tab.socket.send("{}")
            await tab.socket.recv()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1008


async def test_too_large_a_message_is_refused(people: Cast) -> None:
    async with people.bob.tab() as tab:
        await tab.socket.send('{"leave": ["' + "x" * 70_000 + '"]}')
        assert await _close_code(tab.socket) in (1009, 1006, None)


async def test_too_many_topics_are_refused(people: Cast) -> None:
    post = await people.alice.publish()
    async with people.bob.tab() as tab:
        for number in range(12):
            topics = {f"profile:{number:03d}{other:021x}": "0" for other in range(60)}
            await tab.join(topics | {f"post:{post}": "1"})
        # Unknown ones are refused and do not count; the socket still serves.
        await people.charlie.post(f"/p/{post}/like")
        await tab.hears("<strong>1</strong> like")


async def test_what_waits_for_a_tab_is_bounded_and_it_is_asked_to_come_back() -> None:
    async def tells_nobody(_: str) -> None:
        await asyncio.Event().wait()

    line = Plain(tells_nobody)
    socket = Socket(None, line, most=100)
    for _ in range(11):
        socket.offer(b"ten bytes.")
    assert socket.close_code is None
    socket.offer(b"one more")
    assert socket.close_code == COME_BACK
    socket.offer(b"never said")
    assert line.waiting() == 110
    line.end()


async def test_what_is_held_behind_a_replay_is_bounded_too() -> None:
    async def tells(_: str) -> None: ...

    line = Plain(tells)
    socket, topic = Socket(None, line, most=100), post_topic(ObjectId())
    socket.hold(topic)
    for _ in range(12):
        socket.offer(b"ten bytes.", topic)
    assert socket.close_code == COME_BACK
    line.end()


@pytest.mark.parametrize("way", ["web", "plain"])
async def test_a_slow_tab_is_sent_away_and_comes_back_for_what_it_missed(people: Cast, plain: str, way: str) -> None:
    post = await people.alice.publish()
    topic = comments(object_id(post))  # type: ignore[arg-type]
    # More than the systems between us keep for it, and less than a replay holds.
    words = [f"{number} " + "x" * 60_000 for number in range(LOG_LENGTH - 50)]
    async with people.bob.tab(way) as slow, people.charlie.tab(way) as quick:
        for tab in (slow, quick):
            await tab.join({str(topic): seen_now()})
        slow.socket.transport.pause_reading()
        for word in words:
            await publish.append(topic, content=word)
            await quick.hears(word)
        slow.socket.transport.resume_reading()
        with pytest.raises(ConnectionClosed) as closed:
            while True:
                await slow.next()
    # Either it was told, or it did not take that either.
    assert closed.value.rcvd is None or closed.value.rcvd.code == COME_BACK
    told = [frame["content"] for frame in slow.frames]
    assert told == words[: len(told)]
    assert len(told) < len(words)
    async with people.bob.tab(way) as back:
        await back.join({str(topic): slow.frames[-1]["seen"]})
        assert [(await back.next())["content"] for _ in words[len(told) :]] == words[len(told) :]
