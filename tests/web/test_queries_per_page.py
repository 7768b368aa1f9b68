"""No page asks the database once for each thing that it shows: with many posts it asks as often as with a few."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from bson import ObjectId
from quart import Quart

from server.accounts import sessions
from server.app import create_app
from server.feed import home
from server.posts import cards
from server.posts.queries import Ref
from server.stores.mongo import collection
from server.stores.redis import redis
from tests.cast import Cast, Person
from tests.counting import reads
from tests.documents import account_id, published

FEW, MANY = 2, 11
TAG = "counted"


@pytest_asyncio.fixture
async def app(in_process: None) -> AsyncIterator[Quart]:
    """The application in this process, where its commands can be counted."""
    app = create_app()
    yield app


async def cold(app: Quart, person: Person, path: str) -> tuple[Counter[str], str]:
    """What a page reads when nothing of it is kept anywhere."""
    await redis().flushdb()
    for kept in (cards._kept, home._kept, sessions._remembered):
        kept.clear()
    with reads() as counter:
        answer = await app.test_client().get(path, headers={"Cookie": person.cookie})
    assert answer.status_code == 200
    return counter, await answer.get_data(as_text=True)


async def fill(people: Cast, count: int) -> list[str]:
    """So many posts of alice's, each liked and answered by bob and charlie."""
    posts = [await published(people.alice, f"#{TAG}{people.alice.username}") for _ in range(count)]
    for post in posts:
        for person in (people.bob, people.charlie):
            await person.post(f"/p/{post}/like")
            await person.post(f"/p/{post}/comments", data={"text": f"Nice, @{people.charlie.username}"})
    return posts


@pytest.mark.parametrize(
    "path",
    ["/", "/?sort=top", "/?through={last}", "/@{alice}", "/tags/counted{alice}", "/search?q={alice}", "/notifications"],
)
async def test_a_page_of_many_posts_asks_as_often_as_one_of_few(app: Quart, people: Cast, path: str) -> None:
    posts = await fill(people, FEW)
    who = people.alice if path == "/notifications" else people.bob
    await collection("visits").delete_many({"_id": await account_id(who)})
    names = {"alice": people.alice.username, "last": posts[0]}
    few, _ = await cold(app, who, path.format_map(names))
    newest = (await fill(people, MANY - FEW))[-1]
    many, text = await cold(app, who, path.format_map(names))
    assert many == few
    assert newest in text or path.startswith("/search")


async def test_many_who_come_at_once_have_a_card_rendered_once(people: Cast) -> None:
    post = ObjectId(await published(people.alice, "Stampede"))
    refs = [Ref(post, await account_id(people.alice), post)]
    with reads() as counter:
        shown = await asyncio.gather(*(cards.html(refs, set()) for _ in range(20)))
    assert counter["posts"] <= 2, "the card once, and its counts"
    assert len(set(shown)) == 1
    assert "Stampede" in shown[0]
