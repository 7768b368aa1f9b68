"""A post's way into feeds and out of them: once each, counted, and told in plain words."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from bson import ObjectId

from server.feed import checkpoints, delivery, receipts
from server.feed.receipts import Receipt, Why
from server.posts.models import DELIVERED, WITHDRAWN, Post
from server.settings import current
from server.stores import timelines as stored
from server.stores.documents import now
from server.stores.mongo import collection
from server.stores.redis import redis
from tests.cast import Cast
from tests.documents import account_id, look_anew
from tests.feed.delivering import delivered, due, found, many, page, truth
from tests.site import eventually


@pytest.fixture
def everybody_is_big(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Here, not in the site's own processes."""
    monkeypatch.setenv("FAN_OUT_MOST", "0")
    current.cache_clear()
    yield
    monkeypatch.undo()
    current.cache_clear()


async def entries(account: ObjectId) -> list[bytes]:
    """What its timeline in Redis holds."""
    return [bytes(each) for each in await redis().lrange(f"{stored.PREFIX}{account}", 1, -1) if isinstance(each, bytes)]


def _bytes(post: Post) -> bytes:
    assert post.feed_id
    return post.feed_id.binary


async def receipt(post: Post) -> Receipt:
    made = await receipts.receipt(await found(post.id))
    assert made
    return made


async def test_the_receipt_says_in_how_many_feeds_it_is(people: Cast) -> None:
    bob, charlie = await account_id(people.bob), await account_id(people.charlie)
    await people.charlie.follow(people.alice)
    await page(bob)
    await stored.forget(charlie)  # has been here, and not read
    absent = {"_id": "absent", "follower": ObjectId(), "followee": await account_id(people.alice)}
    await collection("follows").insert_one({**absent, "_id": str(absent["follower"])})
    seen = await eventually(lambda: collection("accounts").find_one({"_id": charlie, "seen_at": {"$ne": None}}))
    assert now() - seen["seen_at"] < timedelta(hours=1)

    post = await due(people.alice)
    waiting = await receipt(post)
    assert (waiting.state, waiting.left, waiting.seconds_to_all) == ("pending", 2, None)
    await delivery.deliver(post.id)
    made = await receipt(post)
    assert (made.state, made.followers, made.active, made.absent) == (DELIVERED, 3, 2, 1)
    assert (made.feeds, made.unmade, made.left, made.error) == (1, 1, 0, "")
    assert made.seconds_to_all is not None
    assert await page(charlie) == await page(bob) == [post.feed_id]


async def test_a_batch_that_is_repeated_changes_nothing(people: Cast) -> None:
    bob = await account_id(people.bob)
    await page(bob)
    post = await due(people.alice)
    # A worker that dies between the batch and its checkpoint:
    assert await checkpoints.claim(post.id)
    assert post.feed_id
    await stored.push(bob.binary, post.feed_id, "")
    assert not await delivery.deliver(post.id), "it is still that worker's"
    await collection("posts").update_one({"_id": post.id}, {"$set": {"delivery.next_try_at": now()}})
    assert await delivery.deliver(post.id)
    assert not await delivery.deliver(post.id), "it is done"
    assert await entries(bob) == [post.feed_id.binary]
    assert (await receipt(post)).feeds == 1


async def test_what_fails_is_tried_again_and_told_plainly(people: Cast) -> None:
    alice, bob = await account_id(people.alice), await account_id(people.bob)
    key = f"{stored.PREFIX}{bob}"
    await redis().set(key, "no list")
    post = await due(people.alice)
    assert await delivery.deliver(post.id)
    made, reason = await receipt(post), await receipts.why(alice, await found(post.id))
    assert (made.state, made.attempts, made.error) == ("pending", 1, receipts.PLAINLY[receipts.REDIS])
    assert made.next_try_at > now() - timedelta(seconds=10)
    assert reason.why == Why.IN_FEED, "her own is there at once"

    await redis().delete(key)
    await collection("posts").update_one({"_id": post.id}, {"$set": {"delivery.next_try_at": now()}})
    assert await delivery.deliver(post.id)
    made = await receipt(post)
    assert (made.state, made.attempts, made.error) == (DELIVERED, 2, "")


async def test_a_deleted_post_is_taken_out_of_all_timelines(people: Cast) -> None:
    alice, bob = await account_id(people.alice), await account_id(people.bob)
    await page(alice), await page(bob)
    stays, goes = await delivered(people.alice), await delivered(people.alice)
    assert await entries(bob) == [_bytes(stays), _bytes(goes)]
    await people.alice.client.delete(f"/p/{goes.id}", follow_redirects=False)

    async def is_out() -> bool:
        document = await collection("posts").find_one({"_id": goes.id})
        return document is not None and document["delivery"]["state"] == WITHDRAWN

    await eventually(is_out)
    assert [await entries(each) for each in (alice, bob)] == [[_bytes(stays)]] * 2


async def test_big_authors_are_merged_in_and_nothing_is_missed_while_they_become_big(
    people: Cast, everybody_is_big: None
) -> None:
    bob, alice = await account_id(people.bob), await account_id(people.alice)
    await page(bob)
    posts = []
    for _ in range(3):
        posts.append(await delivered(people.alice))
        assert await page(bob) == await truth(bob) == [post.feed_id for post in reversed(posts)]
    first, second, third = posts
    assert await page(bob, before=third.feed_id) == [second.feed_id, first.feed_id]
    assert _bytes(third) not in await entries(bob)
    assert (await receipt(third)).is_merged and not (await receipt(first)).is_merged
    reason = await receipts.why(bob, third)
    assert (reason.why, reason.place, reason.is_merged) == (Why.IN_FEED, 1, True)
    assert await page(alice) == await truth(bob), "her own are there, too"

    await people.alice.client.delete(f"/p/{second.id}", follow_redirects=False)
    assert await page(bob) == [third.feed_id, first.feed_id]
    await people.bob.post(f"/@{people.alice.username}/follow?_method=DELETE")
    assert await page(bob) == []


async def test_an_open_tab_hears_of_it_and_one_that_was_away_is_told(people: Cast) -> None:
    bob = await account_id(people.bob)
    await page(bob)
    async with people.bob.tab() as tab:
        await tab.join({f"account:{bob}": f"{int(now().timestamp() * 1000)}-0"})
        await delivered(people.alice)
        await tab.hears("posted", f"account:{bob}")
    await people.charlie.follow(people.alice)
    charlie = await account_id(people.charlie)
    await page(charlie)
    away = f"{int(now().timestamp() * 1000)}-0"
    await delivered(people.alice)
    async with people.charlie.tab() as tab:
        await tab.join({f"account:{charlie}": away})
        await tab.hears("posted", f"account:{charlie}")


async def test_who_misses_a_post_is_told_why(people: Cast) -> None:
    bob, charlie = await account_id(people.bob), await account_id(people.charlie)
    old = (await many(people.alice, stored.CAP + 5))[-1]
    document = await collection("posts").find_one({"feed_id": old})
    assert document
    await look_anew(people.bob)
    older = await found(document["_id"])
    reason = await receipts.why(bob, older)
    assert reason.why == Why.FURTHER_DOWN and reason.reaches_back_to
    assert (await receipts.why(charlie, older)).why == Why.NOT_FOLLOWED

    post = await due(people.alice)
    assert (await receipts.why(bob, post)).why == Why.ON_ITS_WAY
    await delivery.deliver(post.id)
    reason = await receipts.why(bob, await found(post.id))
    assert (reason.why, reason.place, reason.was_rebuilt) == (Why.IN_FEED, 1, False)
    await stored.forget(bob)
    reason = await receipts.why(bob, await found(post.id))
    assert (reason.why, reason.was_rebuilt) == (Why.IN_FEED, True)
    # Something that must not happen; it is mended where it is noticed.
    await stored.withdraw(bob.binary, post.feed_id or old, "")
    assert (await receipts.why(bob, await found(post.id))).why == Why.MISSING
    assert (await receipts.why(bob, await found(post.id))).place == 1
