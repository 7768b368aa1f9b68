"""What became of a post: asked by its author, and by who misses it."""

from datetime import timedelta

from bson import ObjectId

from server.stores.documents import now
from server.stores.mongo import collection
from tests.cast import Cast, Person
from tests.documents import account_id, look_anew, on_its_way, published
from tests.pages import Page
from tests.site import eventually


async def ask(person: Person, post: str) -> str:
    """What the site answers to: why is it not in my feed?"""
    answer = await person.get("/feed/why", params={"post": post})
    assert answer.status_code == 200, answer.text
    return Page(answer.text).text


async def change(post: str, **fields: object) -> None:
    await collection("posts").update_one({"_id": ObjectId(post)}, {"$set": fields})


async def test_the_author_sees_in_how_many_feeds_it_is(people: Cast) -> None:
    for person in (people.alice, people.bob):
        await person.get("/")
    await people.charlie.follow(people.alice)
    seen = now() - timedelta(days=90)
    await collection("accounts").update_one({"_id": await account_id(people.charlie)}, {"$set": {"seen_at": seen}})
    post = await people.alice.publish()

    async def is_delivered() -> bool:
        return "seconds" in Page((await people.alice.get(f"/p/{post}/delivery")).text).text

    await eventually(is_delivered)
    text = Page((await people.alice.get(f"/p/{post}/delivery")).text).text
    assert "1 of 1 follower who was here lately finds it in their feed" in text
    assert "Not here lately; theirs is made when they come back1 follower" in text
    assert f"/p/{post}/delivery" in (await people.alice.get(f"/p/{post}")).text


async def test_only_the_author_sees_it(people: Cast, nobody: Person) -> None:
    post = await published(people.alice)
    for person in (people.bob, people.charlie):
        assert (await person.get(f"/p/{post}/delivery")).status_code == 404
        assert f"/p/{post}/delivery" not in (await person.get(f"/p/{post}")).text
    assert "/login" in str((await nobody.get(f"/p/{post}/delivery")).url)


async def test_a_delivery_that_failed_says_what_and_when_it_is_tried_again(people: Cast) -> None:
    moment = now()
    delivery = {"state": "pending", "next_try_at": moment + timedelta(hours=1), "queued_at": moment}
    post = await published(people.alice, delivery=delivery | {"error": "Redis: away", "attempts": 2})
    text = Page((await people.alice.get(f"/p/{post}/delivery")).text).text
    assert "The store in which feeds are kept did not answer" in text
    assert "It is tried again" in text


async def test_what_is_in_the_feed_is_found_by_its_address(people: Cast) -> None:
    older, newer = await published(people.alice), await published(people.alice)
    await look_anew(people.bob)
    for typed in (older, f"http://localhost/p/{older}", f" https://x.org/p/{older}?a=b#comments "):
        assert "It is in your feed, at place 2" in await ask(people.bob, typed)
    assert "at place 1" in await ask(people.bob, newer)


async def test_who_does_not_follow_is_told_so(people: Cast) -> None:
    post = await published(people.alice)
    assert "You do not follow Alice" in await ask(people.charlie, post)


async def test_what_is_older_than_a_feed_keeps_is_further_down(people: Cast) -> None:
    old = await published(people.alice)
    await change(old, feed_id=ObjectId("0" * 23 + "1"))
    author = await account_id(people.alice)
    first = await collection("posts").find_one({"_id": ObjectId(await published(people.alice))})
    assert first
    more = [first | {"_id": ObjectId(), "feed_id": ObjectId(), "key": f"{author}{n}"} for n in range(500)]
    await collection("posts").insert_many(more)
    await look_anew(people.bob)
    assert "older than the newest 500" in await ask(people.bob, old)


async def test_ones_own_that_is_not_published(people: Cast) -> None:
    post, _ = await on_its_way(people.alice)
    assert "not published yet" in await ask(people.alice, post)


async def test_what_one_may_not_see_is_as_if_it_were_not_there(people: Cast) -> None:
    hidden, _ = await on_its_way(people.alice)
    said = set()
    for typed in (hidden, f"/p/{hidden}", str(ObjectId()), "the one with the boats", ""):
        answer = await people.charlie.get("/feed/why", params={"post": typed})
        assert answer.status_code == 422
        page = Page(answer.text)
        said.add(page.beside("post"))
        assert page.value("post") == typed
    assert len(said) == 1
