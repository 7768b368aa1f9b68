"""What other people's open tabs hear, in the quick and in the slow way to reach them."""

from server.realtime.publish import seen_now
from tests.cast import Cast, Tab


async def test_a_like_shows_in_another_tab(people: Cast, either: str) -> None:
    post = await people.alice.publish()
    async with people.charlie.tab(either) as tab:
        await tab.join({f"post:{post}": "1"})
        await people.bob.post(f"/p/{post}/like")
        frame = await tab.hears("<strong>1</strong> like")
        assert frame["seen"] == "2"


async def test_a_comment_is_heard_once_and_in_order(people: Cast, either: str) -> None:
    post = await people.alice.publish()
    async with people.charlie.tab(either) as tab:
        await tab.join({f"comments:{post}": seen_now()})
        for word in ("one", "two", "three"):
            await people.bob.post(f"/p/{post}/comments", data={"text": word, "key": word + post})
        await people.bob.post(f"/p/{post}/comments", data={"text": "three", "key": "three" + post})
        for word in ("one", "two", "three"):
            assert word in (await tab.next())["content"]


async def test_a_new_post_and_the_bell_are_hints(people: Cast, either: str) -> None:
    async def listen(tab: Tab, account: str) -> None:
        await tab.join({f"account:{account}": seen_now()})

    await people.bob.get("/")
    async with people.bob.tab(either) as bobs, people.alice.tab(either) as alices:
        await listen(bobs, await people.bob.id())
        await listen(alices, await people.alice.id())
        post = await people.alice.publish()
        await bobs.hears("posted")
        await people.bob.post(f"/p/{post}/like")
        await alices.hears("bell")
