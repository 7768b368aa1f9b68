"""The feed in the order of what one should not miss, with the reason on each card."""

import re
from datetime import timedelta

from bson import ObjectId

from server.stores.documents import now
from server.stores.mongo import collection
from tests.cast import Cast, Person
from tests.documents import look_anew, published
from tests.pages import Page


async def top(person: Person, path: str = "/?sort=top") -> tuple[list[str], list[str]]:
    """The posts, and why each is there."""
    page = Page((await person.get(path)).text)
    return page.posts, [e.text for e in page.all("p", class_="why")]


async def days_ago(days: float, *posts: str) -> None:
    moment = now() - timedelta(days=days)
    ids = [ObjectId(post) for post in posts]
    await collection("posts").update_many({"_id": {"$in": ids}}, {"$set": {"published_at": moment}})


async def counted(post: str, likes: int, comments: int = 0) -> None:
    change = {"$set": {"likes": likes, "comments": comments}, "$inc": {"version": 1}}
    await collection("posts").update_one({"_id": ObjectId(post)}, change)


async def test_what_many_like_comes_before_what_is_a_little_newer(people: Cast) -> None:
    liked, other = await published(people.alice), await published(people.alice)
    await days_ago(1, liked)
    await days_ago(0.9, other)
    await counted(liked, 40, 2)
    posts, why = await top(people.bob)
    assert posts == [liked, other]
    assert why[0] == "40 likes, 2 comments"
    assert "You follow" in why[1]


async def test_whom_one_likes_often_comes_first(people: Cast) -> None:
    await people.bob.follow(people.charlie)
    for post in [await published(people.charlie) for _ in range(6)]:
        await people.bob.post(f"/p/{post}/like")
        await days_ago(9, post)
    by_charlie, by_alice = await published(people.charlie), await published(people.alice)
    await days_ago(1, by_charlie, by_alice)
    await look_anew(people.bob)
    posts, why = await top(people.bob)
    assert posts == [by_charlie, by_alice], "what is older than a week is not in it"
    assert why[0].startswith(f"You often like or answer {people.charlie.username.title()}")


async def test_what_is_new_says_so_and_ones_own_is_in_it(people: Cast) -> None:
    old, new, own = await published(people.alice), await published(people.alice), await published(people.bob)
    await days_ago(3, old)
    posts, why = await top(people.bob)
    assert set(posts[:2]) == {new, own}
    assert posts[2] == old
    assert dict(zip(posts, why, strict=True))[own] == "Your own post · New"


async def test_its_pages_fit_together_while_likes_come_in(people: Cast) -> None:
    posts = [await published(people.alice) for _ in range(30)]
    for place, post in enumerate(posts):
        await counted(post, place)
    path, found = "/?sort=top", list[str]()
    while path:
        page = Page((await people.bob.get(path)).text)
        found += page.posts
        await counted(found[0], 0)
        links = [e.attributes["href"] for e in page.all("a") if e.text == "Show more"]
        path = links[0] if links else ""
    assert sorted(found) == sorted(posts)


async def test_deleted_and_strangers_posts_are_not_in_it(people: Cast) -> None:
    gone, stays = await published(people.alice), await published(people.alice)
    await published(people.charlie)
    first = (await people.bob.get("/?sort=top")).text
    assert set(Page(first).posts) == {gone, stays}
    await people.alice.client.delete(f"/p/{gone}", follow_redirects=False)
    assert (await top(people.bob))[0] == [stays]
    assert (await top(people.charlie))[0] != [stays]
    assert gone not in (await people.charlie.get("/?sort=top")).text


async def test_another_persons_list_opens_nothing(people: Cast) -> None:
    posts = [await published(people.alice) for _ in range(14)]
    found = re.search(r"list=([\w-]+)&amp;after=([0-9a-f]{24})", (await people.bob.get("/?sort=top")).text)
    assert found
    stolen = await people.charlie.get(f"/?sort=top&list={found[1]}&after={found[2]}")
    assert not set(posts) & set(Page(stolen.text).posts)
