"""What must not make a tab deaf: a long replay, and a message that nobody understands."""

import asyncio

import pytest
from websockets.exceptions import ConnectionClosed

from server.realtime import frames, publish, subscriptions
from server.realtime.publish import LOG_LENGTH, seen_now
from server.realtime.socket import Socket
from server.realtime.subscriptions import Away, Subscriptions
from server.realtime.topics import comments
from server.stores.documents import object_id
from server.stores.redis import redis
from server.web.lines import Plain
from tests.cast import Cast
from tests.site import eventually

WHERE = comments(object_id("0123456789abcdef01234567"))  # type: ignore[arg-type]


async def test_what_a_tab_asked_for_does_not_send_it_away() -> None:
    told: list[str] = []

    async def tells(message: str) -> None:
        await asyncio.sleep(0)
        told.append(message)

    line = Plain(tells)
    socket = Socket(None, line, most=30_000)
    socket.offer(frames.text("live before"))
    socket.hold(WHERE)
    socket.offer(frames.text("live meanwhile"), WHERE)
    missed = [f"missed {number} {'x' * 10_000}" for number in range(10)]
    await socket.catch_up(missed)
    socket.release(WHERE)

    async def all_is_told() -> bool:
        return len(told) == 12

    await eventually(all_is_told)
    assert socket.close_code is None, "sent away for what it missed, it would miss it again and again"
    assert told == ["live before", *missed, "live meanwhile"]
    line.end()


async def test_the_longest_replay_arrives_whole(people: Cast) -> None:
    post = await people.alice.publish()
    topic = comments(object_id(post))  # type: ignore[arg-type]
    seen = seen_now()
    for number in range(LOG_LENGTH - 1):
        await publish.append(topic, content=f"comment {number}")
    async with people.bob.tab() as tab:
        await tab.join({f"post:{post}": "0", str(topic): seen, f"profile:{await people.bob.id()}": "-1"})
        heard = [await tab.next() for _ in range(LOG_LENGTH)]
        assert sum(frame["topic"] == str(topic) for frame in heard) == LOG_LENGTH - 1


async def test_a_redis_that_falls_silent_is_noticed(in_process: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subscriptions, "PING_SECONDS", 0.2)
    ears = Subscriptions(lambda channel, data: None, "silence")
    listening = asyncio.create_task(ears.listen())

    async def hears() -> bool:
        try:
            await ears.add(["anything"])
        except Away:
            return False
        return True

    await eventually(hears)
    await redis().client_pause(1500)
    with pytest.raises(ExceptionGroup):
        await asyncio.wait_for(listening, 20)
    assert not await hears(), "a tab that asks now must come back"


async def test_a_message_that_no_process_understands_makes_nobody_deaf(people: Cast) -> None:
    post = await people.alice.publish()
    await redis().publish(publish.CONTROL, b"\xff not a message")

    async def hears_again() -> bool:
        try:
            async with people.charlie.tab() as tab:
                await tab.join({f"post:{post}": "1"})
                await people.bob.post(f"/p/{post}/like")
                await people.bob.post(f"/p/{post}/like?_method=DELETE")
                return bool((await tab.next()).get("content"))
        except ConnectionClosed:
            return False  # sent away, to come back

    await eventually(hears_again)
