"""Twenty people do the same thing at the same moment, each of them twice: counters equal the rows."""

import asyncio

from bson import ObjectId

from server.stores.mongo import collection
from tests.cast import Cast, join
from tests.documents import account_id, published
from tests.pages import Page
from tests.site import Site

CROWD = 20


async def test_likes_comments_and_follows_are_neither_lost_nor_doubled(people: Cast, site: Site) -> None:
    post, alice = await published(people.alice), people.alice
    crowd = await asyncio.gather(*(join(site, f"fan{n}_{alice.username}") for n in range(CROWD)))

    async def all_at_once(address: str, among: int = CROWD) -> None:
        sent = [fan.post(address, data={"text": "Hi", "key": "k"}, follow_redirects=False) for fan in crowd[:among] * 2]
        assert {answer.status_code for answer in await asyncio.gather(*sent)} == {303}

    async def assert_counted(likes: int, comments: int, followers: int) -> None:
        stored = await collection("posts").find_one({"_id": ObjectId(post)})
        account = await collection("accounts").find_one({"_id": await account_id(alice)})
        assert stored
        assert account
        assert (stored["likes"], stored["comments"], account["followers"]) == (likes, comments, followers)
        assert await collection("likes").count_documents({"post": ObjectId(post)}) == likes
        assert await collection("comments").count_documents({"post": ObjectId(post)}) == comments
        assert await collection("follows").count_documents({"followee": account["_id"]}) == followers

    await all_at_once(f"/p/{post}/like")
    await all_at_once(f"/p/{post}/comments")
    await all_at_once(f"/@{alice.username}/follow")
    await assert_counted(CROWD, CROWD, CROWD + 1)  # bob followed her before
    await all_at_once(f"/p/{post}/like?_method=DELETE", among=5)
    await all_at_once(f"/@{alice.username}/follow?_method=DELETE", among=5)
    await assert_counted(CROWD - 5, CROWD, CROWD - 4)
    words = Page((await people.bob.get(f"/p/{post}")).text).one(id=f"counts-{post}").text
    assert f"{CROWD - 5} likes" in words
    assert f"{CROWD} comments" in words
    for fan in crowd:
        await fan.client.aclose()
