"""A feed is what MongoDB says it is, page for page, however its timeline came about."""

import asyncio
import random
import sys
from datetime import timedelta

import pytest
from bson import ObjectId

from server.accounts.models import Viewer
from server.feed import delivery, timelines
from server.posts import actions
from server.posts.items import Told
from server.relationships.queries import AUTHOR
from server.stores import timelines as stored
from server.stores.mongo import collection, db
from server.stores.redis import redis
from tests.cast import Cast
from tests.documents import account_id, look_anew, published, upload
from tests.feed.delivering import delivered, due, found, many, page, truth, whole_feed


async def test_ones_own_post_is_there_at_once(people: Cast) -> None:
    alice = await account_id(people.alice)
    assert await page(alice) == []
    sent = await upload(people.alice)
    viewer = Viewer(id=alice, username=people.alice.username, name="Alice", avatar=None, session="")
    post = await actions.create(viewer, [Told(sent.id)], caption="Mine", key="at once")
    assert await page(alice) == [(await found(post.id)).feed_id]


async def test_two_who_follow_the_same_people_see_the_same_order(people: Cast) -> None:
    await people.bob.follow(people.charlie)
    bob, alice = await account_id(people.bob), await account_id(people.alice)
    assert await page(bob) == []
    posts = [await due(author) for author in (people.alice, people.charlie) * 12]
    random.Random(3).shuffle(posts)  # as they come from several workers
    for post in posts:
        await delivery.deliver(post.id)
    await people.alice.follow(people.charlie)
    assert await page(bob) == await page(alice) == (await truth(bob))[:12]


async def test_it_goes_on_behind_what_a_timeline_holds(people: Cast) -> None:
    bob = await account_id(people.bob)
    posts = await many(people.alice, stored.CAP + 30)
    assert await whole_feed(bob) == posts
    assert await page(bob, before=posts[stored.CAP - 5]) == posts[stored.CAP - 4 : stored.CAP + 8]
    assert await page(bob, before=posts[stored.CAP + 20]) == posts[stored.CAP + 21 :]


async def test_a_timeline_that_was_cut_leaves_no_gap_before_what_is_older(people: Cast) -> None:
    bob = await account_id(people.bob)
    await many(people.alice, stored.CAP - 20)
    assert len(await page(bob)) == 12
    # One that is days late comes among the newest and must not hide that what is between has been cut away.
    late = await due(people.alice, sooner=timedelta(days=3))
    await delivery.deliver(late.id)
    for post in [await due(people.alice) for _ in range(90)]:
        await delivery.deliver(post.id)
    feed = await whole_feed(bob)
    assert feed == await truth(bob)
    assert feed[-1] == late.feed_id


async def test_pages_are_full_where_posts_have_gone(people: Cast) -> None:
    bob = await account_id(people.bob)
    posts = await many(people.alice, 40)
    assert await page(bob) == posts[:12]
    gone = {"feed_id": {"$in": posts[2:30]}}
    await collection("posts").update_many(gone, {"$set": {"state": "deleted"}})
    await collection("posts").update_one({"feed_id": posts[31]}, {"$set": {"audience": AUTHOR}})
    assert await page(bob) == [*posts[:2], posts[30], *posts[32:]][:12]
    await look_anew(people.alice)
    assert posts[31] in await page(await account_id(people.alice))


async def test_unfollowing_during_a_rebuild_is_not_undone_by_it(people: Cast) -> None:
    bob = await account_id(people.bob)
    await published(people.alice)
    await look_anew(people.bob)
    rebuild = await stored.begin_rebuild(bob)
    assert rebuild
    alices = stored.Timeline([each.binary for each in await truth(bob)], stored.BOTTOM, [], [])
    await people.bob.post(f"/@{people.alice.username}/follow?_method=DELETE")
    await stored.finish_rebuild(bob, rebuild, alices)
    assert await page(bob) == []


async def test_what_is_delivered_during_a_rebuild_is_not_lost(people: Cast) -> None:
    bob = await account_id(people.bob)
    old = await found(await published(people.alice))
    await look_anew(people.bob)
    rebuild = await stored.begin_rebuild(bob)
    assert rebuild and old.feed_id
    new = await delivered(people.alice)
    await stored.finish_rebuild(bob, rebuild, stored.Timeline([old.feed_id.binary], stored.BOTTOM, [], []))
    assert await page(bob) == [new.feed_id, old.feed_id]


async def test_a_rebuild_that_hangs_elsewhere_keeps_nobody_waiting(people: Cast) -> None:
    bob = await account_id(people.bob)
    posts = await many(people.alice, 30)
    await look_anew(people.bob)
    assert await stored.begin_rebuild(bob)
    assert await asyncio.wait_for(page(bob), 5) == posts[:12]
    assert await asyncio.wait_for(page(bob, before=posts[20]), 5) == posts[21:]


async def test_many_who_ask_at_once_have_it_rebuilt_once(people: Cast) -> None:
    bob = await account_id(people.bob)
    posts = await many(people.alice, 30)
    await look_anew(people.bob)
    before = await _questions("follows")
    assert await asyncio.gather(*(page(bob) for _ in range(40))) == [posts[:12]] * 40
    assert await _questions("follows") - before < 5


async def _questions(name: str) -> int:
    top = await db().client.admin.command("top")
    return int(top["totals"][f"{db().name}.{name}"]["queries"]["count"])


async def test_a_timeline_lives_as_long_as_it_is_read(people: Cast) -> None:
    bob = await account_id(people.bob)
    await page(bob)
    await redis().expire(f"{stored.PREFIX}{bob}", 60)
    await page(bob)
    assert await redis().ttl(f"{stored.PREFIX}{bob}") > 13 * stored.DAY


@pytest.mark.parametrize("seed", [1, 2, None])
async def test_redis_may_be_wiped_at_any_moment_without_one_wrong_page(people: Cast, seed: int | None) -> None:
    seed = random.randrange(10**6) if seed is None else seed
    sys.stdout.write(f"seed {seed}\n")
    chance = random.Random(seed)
    await people.charlie.follow(people.alice)
    readers = [await account_id(person) for person in (people.alice, people.bob, people.charlie)]
    over = asyncio.Event()

    async def read(account: ObjectId) -> None:
        while not over.is_set():
            must = await _delivered_ids()
            shown = await page(account)
            may = await truth(account)
            assert shown == [each for each in may if each in shown], "in order, and nothing else"
            assert [each for each in must if not shown or each >= shown[-1]][:12] == [
                each for each in shown if each in must
            ]
            await asyncio.sleep(0)

    async def _delivered_ids() -> list[ObjectId]:
        query = {"author": readers[0], "delivery.state": "delivered"}
        return [each["feed_id"] async for each in collection("posts").find(query).sort("feed_id", -1)]

    async def wipe() -> None:
        while not over.is_set():
            await asyncio.sleep(chance.random() * 0.03)
            await redis().flushall()

    async def post() -> None:
        for _ in range(40):
            await delivery.deliver((await due(people.alice)).id)
            await asyncio.sleep(chance.random() * 0.02)
        over.set()

    async with asyncio.TaskGroup() as tasks:
        for each in (*map(read, readers), wipe(), post()):
            tasks.create_task(each)
    for reader in readers:
        assert await whole_feed(reader) == await truth(reader)
        assert await timelines.feed_ids(reader) == await truth(reader)
