"""`python -m server demo`: fills an empty site, goes on where it was killed, and leaves a filled one alone."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient

from server.commands.demo import PROCESSES
from server.demo.fill import PASSWORD
from server.demo.people import PEOPLE
from server.demo.pictures import PICTURES
from server.stores import embedded
from tests import cast
from tests.site import Site, eventually, running
from tests.start.processes import alive

pytestmark = pytest.mark.slow

COMMAND = [sys.executable, "-m", "server", "demo"]
SECONDS = 400


@pytest.fixture
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with embedded.stores(tmp_path_factory.mktemp("stores")) as started:
        where = {"MONGODB_URI": started.addresses.mongodb_uri, "REDIS_URL": started.addresses.redis_url}
        with running(where | {"SECRET_KEY": "for the tests only"}, tmp_path_factory.mktemp("demo")) as site:
            yield site


async def ended(pids: list[str]) -> bool:
    return not any(alive(int(pid)) for pid in pids)


async def test_the_demo_is_filled_once_even_when_it_was_killed_half_way(empty: Site) -> None:
    environ = os.environ | empty.environ
    with MongoClient[dict[str, Any]](empty.environ["MONGODB_URI"]) as client:
        database = client["tintype"]
        half = await asyncio.create_subprocess_exec(*COMMAND, env=environ, stdout=subprocess.DEVNULL)

        async def some_posts() -> bool:
            return bool(database.posts.count_documents({}) > 3)

        await eventually(some_posts, seconds=SECONDS)
        drawing = Path(f"/proc/{half.pid}/task/{half.pid}/children").read_text().split()
        assert len(drawing) >= PROCESSES
        half.kill()
        await half.wait()
        await eventually(lambda: ended(drawing))
        for _ in range(2):
            done = await asyncio.to_thread(
                subprocess.run, COMMAND, env=environ, capture_output=True, timeout=SECONDS, check=False, text=True
            )
            assert done.returncode == 0, done.stderr
            assert done.stdout.splitlines()[-1].endswith(f"{PEOPLE[0].username} with the password {PASSWORD}")

        assert database.accounts.count_documents({}) == len(PEOPLE)
        assert database.posts.count_documents({"state": "published"}) == len(PICTURES)
        assert database.posts.count_documents({}) == len(PICTURES)
        for post in database.posts.find():
            assert post["likes"] == database.likes.count_documents({"post": post["_id"]})
            assert post["comments"] == database.comments.count_documents({"post": post["_id"]})

    visitor = cast.stranger(empty)
    await visitor.post("/login", data={"login": PEOPLE[0].username, "password": PASSWORD})
    home = (await visitor.get("/")).text
    assert home.count("<article") == 12
    assert 'alt="A' in home
