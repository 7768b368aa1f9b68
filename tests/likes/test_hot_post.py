"""Hundreds like one post at once and change their minds, through two web processes: every press counts, once."""

import asyncio
import random
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack

import httpx2
import pytest
import pytest_asyncio
from bson import ObjectId

from server.likes import tallies
from server.likes.models import made_id
from server.stores.documents import now
from server.stores.mongo import collection
from tests.cast import Cast, Person, Tab
from tests.documents import account_id, published
from tests.likes.crowd import Fan, crowd
from tests.pages import Page
from tests.site import Site, eventually

CROWD = 240
SECOND = "web2"


@pytest.fixture(scope="module")
def second(site: Site) -> Iterator[str]:
    """The name of a second web process."""
    site.add_web(SECOND)
    yield SECOND
    site.processes.pop(SECOND).stop()
    site.ports.pop(SECOND)


@pytest_asyncio.fixture
async def browsers(site: Site, second: str) -> AsyncIterator[list[httpx2.AsyncClient]]:
    """One at each web process."""
    async with AsyncExitStack() as stack:
        yield [
            await stack.enter_async_context(httpx2.AsyncClient(base_url=site.url_of(name), timeout=60, verify=False))
            for name in ("web", second)
        ]


def likes_in(html: str) -> int:
    found = re.search(r"<strong>([\d,]+)</strong> likes?", html)
    assert found, html[:500]
    return int(found[1].replace(",", ""))


async def rows(post: str) -> int:
    return await collection("likes").count_documents({"post": ObjectId(post)})


async def assert_counted(post: str, author: Person, likes: int) -> None:
    """The counter, the rows and what the author is told all say the same, at once or in a moment."""

    async def is_counted() -> bool:
        document = await collection("posts").find_one({"_id": ObjectId(post)})
        told = {"account": await account_id(author), "kind": "like", "post": ObjectId(post)}
        found = (await collection("notifications").count_documents(told), await rows(post))
        return document is not None and (document["likes"], *found) == (likes, likes, likes)

    await eventually(is_counted)


async def shows(tab: Tab, page: str, post: str) -> None:
    """Wait until the open page has come to what a fresh one shows; newer versions come last, as tabs insist."""
    version, likes = 0, -1
    while likes != likes_in(page):
        frame = await tab.hears("like", f"post:{post}")
        if int(frame["seen"]) > version:
            version, likes = int(frame["seen"]), likes_in(frame["content"])


async def test_a_crowd_that_changes_its_mind(people: Cast, second: str, browsers: list[httpx2.AsyncClient]) -> None:
    post, fans, choice = await published(people.alice), await crowd(CROWD), random.Random(4)
    wanted: dict[ObjectId, bool] = {}

    async def press(fan: Fan, presses: list[bool], ways: list[httpx2.AsyncClient]) -> list[int]:
        wanted[fan.id] = presses[-1]
        return [await fan.set_like(way, post, liked=liked) for way, liked in zip(ways, presses, strict=True)]

    async with people.alice.tab(second) as tab:
        await tab.join({f"post:{post}": "0"})
        pressed = [press(fan, [choice.random() < 0.7 for _ in range(3)], choice.choices(browsers, k=3)) for fan in fans]
        answers = await asyncio.gather(*pressed)
        assert {status for statuses in answers for status in statuses} == {200}
        likes = sum(wanted.values())
        assert 0 < likes < CROWD, "some must have changed their minds for this to mean anything"
        await assert_counted(post, people.alice, likes)
        page = (await people.bob.get(f"/p/{post}")).text
        assert likes_in(page) == likes
        await shows(tab, page, post)


async def test_one_person_with_two_tabs_is_counted_once(people: Cast, browsers: list[httpx2.AsyncClient]) -> None:
    post, [fan] = await published(people.alice), await crowd(1)
    for liked in (True, False, True):
        both = [fan.set_like(browser, post, liked=liked) for browser in browsers * 3]
        assert set(await asyncio.gather(*both)) == {200}
        await assert_counted(post, people.alice, int(liked))
    # Both at once: whichever was last holds, and the count is the same as the heart.
    await asyncio.gather(*(fan.set_like(browsers[n % 2], post, liked=n % 3 > 0) for n in range(12)))
    await assert_counted(post, people.alice, await rows(post))


async def test_what_a_process_left_uncounted_is_counted(people: Cast) -> None:
    post, [fan, other] = await published(people.alice), await crowd(2)
    moment = now() - 2 * tallies.OWN
    left = {"post": ObjectId(post), "author": await account_id(people.alice), "created_at": moment, "pending": moment}
    async with people.bob.tab() as tab:
        await tab.join({f"post:{post}": "0"})
        await collection("likes").insert_many(
            [
                left | {"_id": made_id(ObjectId(post), fan.id), "account": fan.id, "wants": True, "counted": False},
                left
                | {"_id": made_id(ObjectId(post), other.id), "account": other.id, "wants": False, "counted": False},
            ]
        )
        await tab.hears("<strong>1</strong> like", f"post:{post}")
    await assert_counted(post, people.alice, 1)


async def test_what_an_earlier_version_stored_is_a_like_that_was_counted(people: Cast) -> None:
    post, bob = await published(people.alice, likes=1), await account_id(people.bob)
    await collection("likes").insert_one(
        {"_id": made_id(ObjectId(post), bob), "post": ObjectId(post), "account": bob, "created_at": now()}
    )
    assert (
        Page((await people.bob.get(f"/p/{post}")).text).one("button", aria_label="Like").attributes["aria-pressed"]
        == "true"
    )
    for _ in range(2):
        await people.bob.post(f"/p/{post}/like")
    assert likes_in((await people.bob.get(f"/p/{post}")).text) == 1
    await people.bob.post(f"/p/{post}/like?_method=DELETE")
    assert likes_in((await people.bob.get(f"/p/{post}")).text) == 0
    assert await rows(post) == 0
