"""Redis forgets everything, and nobody notices. The only tests that wipe it: they leave it as they found it."""

from collections.abc import AsyncIterator

import pytest_asyncio

from server.realtime import publish
from server.stores.redis import redis
from tests.cast import Cast
from tests.documents import published
from tests.entry.who import is_signed_in
from tests.pages import Page
from tests.site import eventually


@pytest_asyncio.fixture
async def wiped(people: Cast) -> AsyncIterator[Cast]:
    """The cast after somebody wiped Redis; pages that were read before are known."""
    people_posts = [await published(people.alice) for _ in range(3)]
    assert Page((await people.bob.get("/")).text).posts == people_posts[::-1]
    await redis().flushall()
    yield people
    await redis().set(publish.EPOCH, 0)


async def test_people_stay_signed_in_and_their_feeds_are_whole(wiped: Cast) -> None:
    for person in (wiped.alice, wiped.bob, wiped.charlie):
        assert await is_signed_in(person)
    posts = Page((await wiped.bob.get("/")).text).posts
    assert len(posts) == 3
    await wiped.bob.post(f"/p/{posts[0]}/like")
    await redis().flushall()
    page = Page((await wiped.bob.get("/")).text)
    assert page.posts == posts
    assert page.one(id=f"counts-{posts[0]}").text.startswith("1 like ")


async def test_new_posts_still_come(wiped: Cast) -> None:
    post = await wiped.alice.publish("After the flood")

    async def is_there() -> bool:
        return Page((await wiped.bob.get("/")).text).posts[0] == post

    await eventually(is_there)
