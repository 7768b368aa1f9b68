"""Whatever happens to processes, lines and Redis: what open pages show is what a fresh load of them would show.

Two seeds are always the same and one is new; it is printed. `TINTYPE_SEED=<number>` has that one tried again. A seed
decides what is done and to whom, not at which moment exactly.
"""

import asyncio
import contextlib
import os
import random
import secrets
import sys
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser
from pymongo import MongoClient

from server.stores import embedded
from server.stores.embedded import Stores
from tests import cast
from tests.cast import Person
from tests.site import Site, eventually, running
from tests.story.fresh import OpenPage, difference
from tests.story.livepage import LivePage
from tests.story.town import WEBS, Town
from tests.story.unrest import DISASTERS, Unrest
from tests.story.window import DESKTOP, window
from tests.story.windowpage import WindowPage

SEEDS = (10, 23, int(os.environ.get("TINTYPE_SEED", secrets.randbelow(1_000_000))))
PEOPLE, FOLLOWED, POSTS = 20, 5, 12
STRANGERS = (20, 40)  # profiles and posts that people look at who are not signed in
EACH = (3, 2, 4)  # feeds, profiles and posts that everybody has open
SETTLE_SECONDS, SURE_SECONDS = 60.0, 15.0
UNDONE: dict[str, dict[str, Any]] = {
    "promises": {},
    "posts": {"$or": [{"state": "processing"}, {"delivery.state": {"$in": ["pending", "withdrawing"]}}]},
    "likes": {"pending": {"$exists": True}},
}


@pytest.fixture(scope="module")
def own_stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    with embedded.stores(tmp_path_factory.mktemp("stores")) as started:
        yield started


@pytest.fixture(scope="module")
def town_site(own_stores: Stores, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    environ = {
        "MONGODB_URI": own_stores.addresses.mongodb_uri,
        "REDIS_URL": own_stores.addresses.redis_url,
        "SECRET_KEY": "for the tests only",
        "LEASE_SECONDS": "3",
        "REQUEUE_SECONDS": "2",
        "GRACE_SECONDS": "5",
        **dict.fromkeys(("SIGNUP_LIMIT", "UPLOAD_LIMIT", "WRITE_LIMIT"), "100000/hour"),
    }
    with running(environ, tmp_path_factory.mktemp("town")) as site:
        site.add_web(WEBS[1])
        yield site


@pytest.fixture(scope="module")
def database(own_stores: Stores) -> Iterator[Any]:
    with MongoClient[dict[str, Any]](own_stores.addresses.mongodb_uri) as client:
        yield client["tintype"]


@pytest_asyncio.fixture(scope="module")
async def people(town_site: Site) -> AsyncIterator[list[Person]]:
    """They follow some of each other, and the first of them has posted the picture that they all post."""
    made = await asyncio.gather(*(cast.join(town_site, f"person{number}") for number in range(PEOPLE)))
    await made[0].publish("the first")
    for number, person in enumerate(made):
        await asyncio.gather(*(person.follow(made[(number + step) % PEOPLE]) for step in range(1, 1 + FOLLOWED)))
    yield made
    for person in made:
        await person.client.aclose()


@pytest_asyncio.fixture
async def stranger(town_site: Site) -> AsyncIterator[Person]:
    person = cast.stranger(town_site)
    yield person
    await person.client.aclose()


@pytest.mark.parametrize("seed", SEEDS)
async def test_open_pages_show_what_a_fresh_load_shows(
    seed: int,
    town_site: Site,
    own_stores: Stores,
    database: Any,
    people: list[Person],
    stranger: Person,
    browser: Browser,
) -> None:
    began = time.monotonic()
    town = Town(town_site, database, people, stranger, random.Random(seed))
    await town.begin(POSTS)
    pages = open_pages(town)
    disasters = random.Random(seed).sample(DISASTERS, 3)
    unrest = Unrest(town, [page for _, page in pages], own_stores, disasters)
    told = f"seed {seed}: {', '.join(disasters)}"
    try:
        await asyncio.gather(*(page.open() for _, page in pages))
        async with windows(browser, town) as seen:
            await unrest.run()
            await eventually(lambda: settled(town, [page for _, page in pages]), seconds=SETTLE_SECONDS)
            differing = await differences(town, [*pages, *seen])
    finally:
        await asyncio.gather(*(page.close() for _, page in pages))
    lines, seconds = sum(page.lines for _, page in pages), time.monotonic() - began
    sys.stdout.write(f"{told}; {unrest.acts} acts, {len(pages)} pages, {lines} lines, {seconds:.0f} s\n")
    assert not differing, "\n".join([told, *differing])


def open_pages(town: Town) -> list[tuple[Person, LivePage]]:
    """All with their owner; none is loaded."""
    wanted = [(person, path) for person in town.people for path in town.some_paths(*EACH)]
    wanted += [(town.stranger, path) for path in town.some_paths(0, *STRANGERS)]
    return [(person, LivePage(path, *town.browser_of(person), town.chance)) for person, path in wanted]


@contextlib.asynccontextmanager
async def windows(browser: Browser, town: Town) -> AsyncIterator[list[tuple[Person, WindowPage]]]:
    """A feed, a post and a profile in Chromium."""
    opened = []
    async with contextlib.AsyncExitStack() as stack:
        for path, web in zip(town.some_paths(1, 1, 1), (*WEBS, WEBS[0]), strict=True):
            there = Site(town.site.environ, town.site.folder, ports={"web": town.site.ports[web]})
            page = await stack.enter_async_context(window(browser, there, DESKTOP, may_complain=True))
            opened.append((town.people[0], WindowPage(path, page)))
            await opened[-1][1].open(town.people[0], there)
        yield opened


async def settled(town: Town, pages: list[LivePage]) -> bool:
    """Whether nothing waits to be done, and every page has its line again."""
    undone = sum(town.database[name].count_documents(query, limit=1) for name, query in UNDONE.items())
    return not undone and all(page.is_live for page in pages if page.is_open)


async def differences(town: Town, pages: list[tuple[Person, OpenPage]]) -> list[str]:
    """Of those pages that go on to differ: what was said last may be on its way for a moment."""
    left = list(pages)
    found: list[str] = []

    async def none_is_left() -> bool:
        told = [(each, await difference(town, *each)) for each in left]
        left[:] = [each for each, words in told if words]
        found[:] = [f"{type(page).__name__} {page.path} of {person.username}: {w}" for (person, page), w in told if w]
        return not left

    with contextlib.suppress(AssertionError):
        await eventually(none_is_left, seconds=SURE_SECONDS)
    return found
