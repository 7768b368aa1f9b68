"""What must not make a tab deaf: a long replay, and a message that nobody understands."""

from websockets.exceptions import ConnectionClosed

from server.realtime import publish
from server.realtime.publish import LOG_LENGTH, seen_now
from server.realtime.socket import COME_BACK, Socket
from server.realtime.topics import comments
from server.stores.documents import object_id
from server.stores.redis import redis
from tests.cast import Cast
from tests.site import eventually

WHERE = comments(object_id("0123456789abcdef01234567"))  # type: ignore[arg-type]


async def test_what_a_tab_asked_for_does_not_fill_its_inbox() -> None:
    socket = Socket(None, capacity=3)
    socket.offer("live before")
    socket.hold(WHERE)
    socket.offer("live meanwhile", WHERE)
    socket.release(WHERE, [f"missed {number}" for number in range(10)])
    assert socket.close_code is None, "sent away for what it missed, it would miss it again and again"
    assert len(await socket.take()) == 12
    for number in range(4):
        socket.offer(f"too much {number}")
    assert socket.close_code == COME_BACK


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
