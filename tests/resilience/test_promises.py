"""What was written is announced, also when its process dies or stands alone before it could.

The web process `alone` reaches Redis through a cable of its own; everybody else's line is whole.
"""

import asyncio
import contextlib
import os
import re
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest
import pytest_asyncio
from bson import ObjectId

from server.background import promises
from server.realtime import publish, topics
from server.realtime.publish import seen_now
from server.stores import redis
from server.stores.embedded import Stores
from server.stores.mongo import Session, collection, transaction
from tests import cast
from tests.cast import Person
from tests.pages import Page
from tests.site import Site, eventually, free_port
from tests.story.cable import Cable, cable

pytestmark = pytest.mark.slow

ALONE = "alone"
SECONDS = 60.0
PROMISED = re.compile(r'promise\(session, "(\w+)"')


@pytest_asyncio.fixture
async def line(fragile: Site, own_stores: Stores) -> AsyncIterator[Cable]:
    """The cable between Redis and the web process `alone`, which is ready."""
    async with cable(urlsplit(own_stores.addresses.redis_url).port or 0) as line:
        fragile.ports[ALONE] = free_port()
        environ = {"PORT": str(fragile.ports[ALONE]), "REDIS_URL": f"redis://127.0.0.1:{line.port}/0"}
        process = fragile.add(ALONE, "server", "web", **environ)
        await asyncio.to_thread(fragile.wait_until_ready, ALONE)
        yield line
        process.kill()
        del fragile.processes[ALONE], fragile.ports[ALONE]


def there(site: Site, person: Person) -> httpx2.AsyncClient:
    """The same person's browser, at the web process `alone`."""
    return httpx2.AsyncClient(
        base_url=site.url_of(ALONE), headers={"Cookie": person.cookie}, timeout=60, follow_redirects=True, verify=False
    )


async def written(collection: Any, query: dict[str, Any]) -> dict[str, Any]:
    """Wait for a document, without a moment's delay."""
    while (found := collection.find_one(query)) is None:  # noqa: ASYNC110 - another process writes it
        await asyncio.sleep(0.005)
    return dict(found)


async def badge(person: Person) -> str:
    bell = Page((await person.get("/notifications/bell")).text).one("a", href="/notifications")
    return bell.text.removeprefix("Notifications")


async def test_a_comment_whose_process_died_before_it_could_say_so(fragile: Site, line: Cable, database: Any) -> None:
    alice, bob, carol = [await cast.join(fragile, name) for name in ("alice", "bob", "carol")]
    post = await alice.publish("to be talked about")
    await alice.get("/notifications")
    async with alice.tab() as tab, there(fragile, bob) as browser:
        topics = {f"comments:{post}": seen_now(), f"account:{await alice.id()}": seen_now(), f"post:{post}": "0"}
        await tab.join(topics)
        line.pull()
        said = asyncio.create_task(
            browser.post(f"/p/{post}/comments", data={"text": f"my last words @{carol.username}"})
        )
        await asyncio.wait_for(written(database.comments, {"post": ObjectId(post)}), SECONDS)
        fragile.processes[ALONE].kill()
        with contextlib.suppress(httpx2.TransportError):
            await said
        assert database.promises.count_documents({"job": "comment_added"}) == 1
        await tab.hears("my last words", "comments:")
        await tab.hears("bell", "account:")
    assert "<strong>1</strong> comment" in (await alice.get(f"/p/{post}")).text
    assert [await badge(person) for person in (alice, carol)] == ["1 unread", "1 unread"]

    async def nothing_is_owed() -> bool:
        return bool(database.promises.count_documents({}) == 0)

    await eventually(nothing_is_owed, seconds=SECONDS)


async def test_what_redis_did_not_take_stays_promised(in_process: None) -> None:
    account = ObjectId()

    async def write(session: Session) -> ObjectId:
        return await promises.promise(session, "ring", account)

    promised = await transaction(write)
    await redis.open_client(f"redis://127.0.0.1:{free_port()}")
    try:
        await promises.keep(promised, publish.append(topics.account(account), hint="bell"))
    finally:
        await redis._opened.pop()[0].aclose()
    assert await collection("promises").find_one({"_id": promised})
    await promises.keep(promised, publish.append(topics.account(account), hint="bell"))
    assert not await collection("promises").find_one({"_id": promised})


async def test_a_like_whose_process_died_before_it_was_counted(fragile: Site, line: Cable, database: Any) -> None:
    alice, bob = [await cast.join(fragile, name) for name in ("anna", "bert")]
    post = await alice.publish("to be liked")
    async with alice.tab() as tab, there(fragile, bob) as browser:
        await tab.join({f"post:{post}": "0", f"account:{await alice.id()}": seen_now()})
        with database.client.start_session() as session, session.start_transaction():
            # Whoever counts has to wait for us.
            database.posts.update_one({"_id": ObjectId(post)}, {"$set": {"held": True}}, session=session)
            liked = asyncio.create_task(browser.post(f"/p/{post}/like"))
            await asyncio.wait_for(written(database.likes, {"post": ObjectId(post)}), SECONDS)
            fragile.processes[ALONE].kill()
            session.abort_transaction()
        with contextlib.suppress(httpx2.TransportError):
            await liked
        await tab.hears("<strong>1</strong> like", "post:")
    assert "likes your post" in Page((await alice.get("/notifications")).text).text
    assert "<strong>1</strong> like" in (await bob.get(f"/p/{post}")).text


async def test_a_feed_is_made_anew_though_redis_was_out_of_reach(fragile: Site, line: Cable) -> None:
    alice, bob = [await cast.join(fragile, name) for name in ("ada", "boris")]
    await bob.follow(alice)
    post = await alice.publish("soon out of sight")
    assert post in Page((await bob.get("/")).text).posts
    async with there(fragile, bob) as browser:
        line.pull()
        answer = await browser.post(f"/@{alice.username}/follow?_method=DELETE")
        assert answer.status_code == 200

    async def is_out_of_sight() -> bool:
        return post not in Page((await bob.get("/")).text).posts

    await eventually(is_out_of_sight, seconds=SECONDS)


async def failed(site: Site, *arguments: str) -> str:
    """What the command says."""
    command = (sys.executable, "-m", "server", "failed", *arguments)
    process = await asyncio.create_subprocess_exec(*command, env=os.environ | site.environ, stdout=subprocess.PIPE)
    said, _ = await process.communicate()
    return said.decode()


async def test_a_promise_that_cannot_be_kept_is_shown_and_tried_again(fragile: Site, database: Any) -> None:
    alice, bob = [await cast.join(fragile, name) for name in ("agnes", "basil")]
    post, author, moment = ObjectId(await alice.publish("talked about")), ObjectId(await bob.id()), datetime.now(UTC)
    broken, whole, first, second = [ObjectId() for _ in range(4)]
    row = {"post": post, "author": author, "created_at": moment}
    database.comments.insert_many(
        [row | {"_id": broken, "key": "a", "text": 7}, row | {"_id": whole, "key": "b", "text": "late, but here"}]
    )
    owed = {"job": "comment_added", "created_at": moment, "attempts": 0, "error": ""}
    database.promises.insert_one(owed | {"_id": first, "args": [post, broken], "next_try_at": moment})

    async def is_shown() -> bool:
        lines = [line for line in (await failed(fragile)).splitlines() if line.startswith(str(first))]
        return any("comment_added" in line and "text" in line for line in lines)

    await eventually(is_shown, seconds=SECONDS)
    # Its turn by itself would come in an hour.
    waiting = {"args": [post, whole], "error": "boom", "next_try_at": moment + timedelta(hours=1)}
    database.promises.insert_one(owed | waiting | {"_id": second})
    async with alice.tab() as tab:
        await tab.join({f"comments:{post}": seen_now()})
        assert "1 queued again" in await failed(fragile, "retry", str(second))
        await tab.hears("late, but here")
    database.promises.delete_one({"_id": first})

    async def nothing_has_failed() -> bool:
        return "Nothing has failed" in await failed(fragile)

    await eventually(nothing_has_failed, seconds=SECONDS)


def test_every_promise_names_a_job(fragile: Site) -> None:
    names = {name for file in Path("server").rglob("*.py") for name in PROMISED.findall(file.read_text())}
    assert {"comment_added", "post_deleted"} <= names, "some must be found for this test to mean anything"
    listing = "import jobs.worker; from server import background; print(*background.broker().get_declared_actors())"
    command = (sys.executable, "-c", listing)
    said = subprocess.run(command, env=os.environ | fragile.environ, stdout=subprocess.PIPE, check=True)
    assert names <= set(said.stdout.decode().split())
