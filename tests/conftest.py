"""One set of real stores and one running site for the whole run; people of its own for each test."""

import gc
import os
from collections.abc import AsyncIterator, Iterator
from shutil import which

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from server.app import INDEXES, stores
from server.realtime import publish
from server.settings import current
from server.stores import embedded, indexes
from server.stores.redis import redis
from tests import cast
from tests.cast import Cast, Comes, Person
from tests.site import Site, running

GENEROUS = ("SIGNUP_LIMIT", "LOGIN_LIMIT", "GUESS_LIMIT", "UPLOAD_LIMIT", "WRITE_LIMIT", "MAIL_LIMIT")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the slow files: the others fill the time, and no process has one left at the end."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_collection_finish() -> None:
    """What is loaded by now stays, so nobody need look through it for garbage again: a tenth of a test's own time."""
    gc.freeze()


@pytest.fixture(scope="session")
def environ(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The environment of every process of this run, ours included: embedded stores, limits out of the way."""
    folder = tmp_path_factory.mktemp("site")
    with embedded.stores(folder) as started:
        values = {
            "MONGODB_URI": started.addresses.mongodb_uri,
            "REDIS_URL": started.addresses.redis_url,
            "DATA_DIR": str(folder),
            "SECRET_KEY": "for the tests only",
            "LEASE_SECONDS": "4",
            "REQUEUE_SECONDS": "3",
            **dict.fromkeys(GENEROUS, "100000/hour"),
        }
        before = {name: os.environ.get(name) for name in values}
        os.environ.update(values)
        current.cache_clear()
        yield values
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})
        current.cache_clear()


@pytest_asyncio.fixture(scope="session")
async def in_process(environ: dict[str, str]) -> AsyncIterator[None]:
    """The stores opened in the test's own process, to look at documents and to call actions."""
    async with stores(current()):
        await indexes.create(INDEXES)
        yield


@pytest.fixture(scope="session")
def site(environ: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The running site."""
    with running(environ, tmp_path_factory.mktemp("logs")) as started:
        yield started


@pytest.fixture
def comes() -> Comes:
    """How the people of a test came here; folders in which that matters say otherwise."""
    return cast.enrolled


@pytest_asyncio.fixture
async def people(site: Site, in_process: None, comes: Comes) -> AsyncIterator[Cast]:
    """alice, whom bob follows, and charlie, who should see nothing; new ones for each test."""
    # Some tests wipe Redis, but what these people see has never been lost: their first pages need not be reloaded.
    await redis().set(publish.EPOCH, 0)
    async with cast.three(site, comes) as made:
        yield made


@pytest_asyncio.fixture
async def nobody(site: Site) -> AsyncIterator[Person]:
    """Somebody who is not signed in."""
    person = cast.stranger(site)
    yield person
    await person.client.aclose()


@pytest_asyncio.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Chromium: the one on PATH that `make test` made sure of."""
    path = next(filter(None, map(which, ("chromium", "chromium-browser", "google-chrome"))))
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield started
        await started.close()
