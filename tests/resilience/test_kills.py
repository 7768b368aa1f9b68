"""Nothing is lost and nothing is doubled, whatever is killed. A site and stores of its own, since it breaks them."""

import asyncio
import os
import signal
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from server.stores.child import Child
from server.stores.embedded import Stores
from tests import cast
from tests.cast import Person
from tests.site import Site, eventually

pytestmark = pytest.mark.slow

UPLOADS = 20
SECONDS = 90.0


def kill_and_revive(child: Child) -> None:
    os.kill(child.process.pid, signal.SIGKILL)
    child.process.wait()
    child.revive()


async def _all_published(person: Person, database: Any) -> None:
    async def published() -> bool:
        return bool(database.posts.count_documents({"state": "published"}) == UPLOADS)

    await eventually(published, seconds=SECONDS)


async def test_twenty_uploads_survive_every_kill(fragile: Site, own_stores: Stores, database: Any) -> None:
    alice, bob = await cast.join(fragile, "alice"), await cast.join(fragile, "bob")
    await bob.follow(alice)
    await bob.get("/")
    answers = await asyncio.gather(*(alice.submit(f"number {n}", key=f"key {n}") for n in range(UPLOADS)))
    assert {answer.status_code for answer in answers} == {200}

    fragile.processes["worker"].kill()
    fragile.restart("worker")
    fragile.processes["web"].kill()
    fragile.restart("web")
    with Redis.from_url(own_stores.addresses.redis_url) as redis:
        redis.flushall()
    kill_and_revive(own_stores.children[0])
    fragile.wait_until_ready()

    await _all_published(alice, database)
    alice_account = database.accounts.find_one({"username": "alice"})
    assert alice_account["posts"] == UPLOADS
    assert len(database.posts.distinct("feed_id")) == UPLOADS
    assert database.media.count_documents({"state": "ready", "audience": "public"}) == UPLOADS

    assert "Your feed" in (await bob.get("/")).text, "still signed in"
    shown: list[str] = []
    before = ""
    while True:
        page = (await bob.get(f"/{before}")).text
        found = [part.split('"')[0] for part in page.split('id="post-')[1:]]
        shown += found
        if "all caught up" in page:
            break
        before = f"?before={found[-1]}"
    assert len(shown) == len(set(shown)) == UPLOADS

    # What was being sent while the connection died is sent again by the person: it must not be there twice.
    again = await asyncio.gather(*(alice.submit(f"number {n}", key=f"key {n}") for n in range(3)))
    assert {answer.status_code for answer in again} == {200}
    assert database.posts.count_documents({}) == UPLOADS


async def test_counters_equal_the_rows_when_web_is_killed_under_likes(fragile: Site, database: Any) -> None:
    alice = await cast.join(fragile, "anna")
    post = await alice.publish("to be liked")
    fans = [await cast.join(fragile, f"fan{n}") for n in range(8)]

    async def like_all() -> None:
        await asyncio.gather(*(fan.post(f"/p/{post}/like") for fan in fans), return_exceptions=True)

    liking = asyncio.create_task(like_all())

    async def some_likes() -> bool:
        return bool(database.likes.count_documents({}) > 0)

    await eventually(some_likes)
    fragile.processes["web"].kill()
    await liking
    fragile.restart("web")

    async def all_are_counted() -> bool:
        rows = database.likes.count_documents({})
        return f"<strong>{rows}</strong>" in (await alice.get(f"/p/{post}")).text

    await eventually(all_are_counted)
    await like_all()
    assert database.likes.count_documents({}) == len(fans)
    await eventually(all_are_counted)


async def test_pages_work_while_redis_is_away(fragile: Site, own_stores: Stores, database: Any) -> None:
    alice = await cast.join(fragile, "ada")
    post = await alice.publish("without redis")
    valkey = own_stores.children[1]
    os.kill(valkey.process.pid, signal.SIGKILL)
    valkey.process.wait()
    assert "without redis" in (await alice.get("/")).text
    assert (await alice.post(f"/p/{post}/like")).status_code == 200
    assert "<strong>1</strong> like" in (await alice.get(f"/p/{post}")).text
    assert (await alice.submit("posted without redis")).status_code == 200
    ready = await alice.get("/readyz")
    assert ready.status_code == 503
    assert ready.json()["redis"]["ok"] is False
    valkey.revive()
    fragile.wait_until_ready()

    async def published() -> bool:
        return bool(database.posts.count_documents({"caption": "posted without redis", "state": "published"}) == 1)

    await eventually(published, seconds=SECONDS)
    assert "posted without redis" in (await alice.get("/")).text


async def test_a_missing_database_is_a_page_that_says_so(fragile: Site, own_stores: Stores) -> None:
    alice = await cast.join(fragile, "ava")
    mongod = own_stores.children[0]
    os.kill(mongod.process.pid, signal.SIGKILL)
    mongod.process.wait()
    try:
        answer = await alice.get("/notifications")
        assert answer.status_code == 503
        assert "Nothing is lost" in answer.text
    finally:
        mongod.revive()
        fragile.wait_until_ready()
    assert (await alice.get("/notifications")).status_code == 200


def test_the_folder_for_uploads_is_left_clean(fragile: Site) -> None:
    assert not list(Path(fragile.environ["TMPDIR"]).glob("tintype-upload-*"))
