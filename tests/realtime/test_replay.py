"""What a tab gets that was away: what it missed, or the word to reload that part."""

from server.realtime import publish
from server.realtime.publish import EPOCH, LOG_LENGTH, seen_now
from server.realtime.topics import comments
from server.stores.documents import object_id
from server.stores.redis import redis
from tests.cast import Cast


async def test_a_tab_that_was_away_hears_what_was_said_meanwhile(people: Cast) -> None:
    post = await people.alice.publish()
    async with people.bob.tab() as tab:
        await tab.join({f"comments:{post}": seen_now()})
        await people.alice.post(f"/p/{post}/comments", data={"text": "before"})
        seen = (await tab.hears("before"))["seen"]
    for word in ("first", "second"):
        await people.alice.post(f"/p/{post}/comments", data={"text": word})
    async with people.bob.tab() as tab:
        await tab.join({f"comments:{post}": seen})
        assert "first" in (await tab.next())["content"]
        assert "second" in (await tab.next())["content"]


async def test_a_state_that_changed_meanwhile_is_sent_on_joining(people: Cast) -> None:
    post = await people.alice.publish()
    await people.bob.post(f"/p/{post}/like")
    async with people.charlie.tab() as tab:
        await tab.join({f"post:{post}": "1"})
        assert "<strong>1</strong> like" in (await tab.next())["content"]


async def test_a_state_that_the_tab_has_is_not_sent_again(people: Cast) -> None:
    post = await people.alice.publish()
    async with people.charlie.tab() as tab:
        await tab.join({f"post:{post}": "1"})
        await people.bob.post(f"/p/{post}/like")
        assert (await tab.next())["seen"] == "2", "the first frame is the change, not what the page had"


async def test_a_gap_that_is_too_wide_says_reload(people: Cast) -> None:
    post = await people.alice.publish()
    topic = comments(object_id(post))  # type: ignore[arg-type]
    seen = seen_now()
    for number in range(LOG_LENGTH + 1):
        await publish.append(topic, content=f"comment {number}")
    async with people.bob.tab() as tab:
        await tab.join({str(topic): seen})
        assert (await tab.next()).get("reload") is True


async def test_a_gap_from_before_redis_was_wiped_says_reload(people: Cast) -> None:
    post = await people.alice.publish()
    epoch = await redis().get(EPOCH)
    await redis().delete(EPOCH)
    try:
        async with people.bob.tab() as tab:
            await tab.join({f"comments:{post}": seen_now()})
            assert (await tab.next()).get("reload") is True
    finally:
        await redis().set(EPOCH, epoch or 0)


async def test_nonsense_for_a_position_says_reload(people: Cast) -> None:
    post = await people.alice.publish()
    async with people.bob.tab() as tab:
        await tab.join({f"comments:{post}": "yesterday"})
        assert (await tab.next()).get("reload") is True


async def test_what_is_said_while_a_tab_joins_comes_after_what_it_missed(people: Cast) -> None:
    post = await people.alice.publish()
    seen = seen_now()
    await people.alice.post(f"/p/{post}/comments", data={"text": "missed"})
    async with people.bob.tab() as tab:
        await tab.join({f"comments:{post}": seen})
        await people.alice.post(f"/p/{post}/comments", data={"text": "live"})
        assert "missed" in (await tab.next())["content"]
        assert "live" in (await tab.next())["content"]
