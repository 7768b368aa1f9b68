"""One broken document is one placeholder: the page around it stands."""

from typing import Any

import pytest
from bson import ObjectId

from server.stores import freshness
from server.stores.mongo import collection
from tests.cast import Cast, Person
from tests.documents import account_id, look_anew, published
from tests.pages import Page

SORRY = "cannot be shown"
BREAKS: dict[str, dict[str, Any]] = {
    "a field is gone": {"$unset": {"created_at": ""}},
    "a number is a text": {"$set": {"likes": "many"}},
    "a text is nothing": {"$set": {"caption": None}},
    "items are gone": {"$unset": {"items": ""}},
    "items are a text": {"$set": {"items": "none"}},
    "a photo has no size": {"$unset": {"items.0.width": ""}},
    "a photo has no renditions": {"$set": {"items.0.renditions": []}},
}


async def break_post(post: str, change: dict[str, Any]) -> None:
    done = await collection("posts").update_one({"_id": ObjectId(post)}, change)
    assert done.modified_count == 1
    await freshness.touch(f"post:{post}")


async def assert_shown(person: Person, place: str, whole: list[str], sorry: int) -> None:
    answer = await person.get(place)
    assert answer.status_code == 200, place
    page = Page(answer.text)
    assert [post for post in page.posts if post in whole] == whole, place
    assert page.text.lower().count(SORRY) == sorry, place


@pytest.mark.parametrize("how", BREAKS)
async def test_a_broken_post_is_a_placeholder_in_every_list(people: Cast, nobody: Person, how: str) -> None:
    tag = people.alice.username
    posts = [await published(people.alice, f"#{tag} ", likes=n) for n in range(3)]
    await break_post(posts[1], BREAKS[how])
    whole = [posts[2], posts[0]]
    for place in ("/", f"/@{people.alice.username}", f"/tags/{tag}"):
        await assert_shown(people.bob, place, whole, sorry=1)
    for person, place in ((nobody, "/"), (people.bob, "/search"), (nobody, f"/@{people.alice.username}")):
        answer = await person.get(place)
        assert answer.status_code == 200
        assert [post for post in Page(answer.text).posts if post in posts] == whole
    alone = await people.bob.get(f"/p/{posts[1]}")
    assert alone.status_code in (200, 404)
    assert Page(alone.text).is_ours
    await collection("posts").delete_one({"_id": ObjectId(posts[1])})


async def test_a_photo_without_its_placeholder_is_shown_all_the_same(people: Cast) -> None:
    post = await published(people.alice)
    await break_post(post, {"$set": {"items.0.placeholder": b"no hash"}})
    for place in ("/", f"/@{people.alice.username}", f"/p/{post}"):
        await assert_shown(people.bob, place, [post], sorry=0)


async def test_a_broken_comment_is_a_placeholder_in_its_thread(people: Cast, nobody: Person) -> None:
    post = await published(people.alice)
    for text in ("before", "broken", "after"):
        await people.bob.post(f"/p/{post}/comments", data={"text": text})
    broken = Page((await people.bob.get(f"/p/{post}")).text).comment_ids[1]
    for change in ({"$set": {"text": 7}}, {"$unset": {"author": ""}}, {"$set": {"created_at": "yesterday"}}):
        await collection("comments").update_one({"_id": ObjectId(broken)}, change)
        for place in (f"/p/{post}", f"/p/{post}/comments"):
            page = Page((await nobody.get(place)).text)
            assert len(page.comments) == 2
            assert page.text.count(SORRY) == 1
            assert page.text.index("before") < page.text.index(SORRY) < page.text.index("after")


async def test_a_broken_notification_is_a_placeholder_in_the_list(people: Cast) -> None:
    await people.charlie.follow(people.alice)
    rows = collection("notifications")
    bobs = {"account": await account_id(people.alice), "actor": await account_id(people.bob)}
    for change in ({"$unset": {"kind": ""}}, {"$set": {"seen": "no"}}, {"$set": {"actor": "bob"}}):
        await rows.update_one(bobs, change)
        page = Page((await people.alice.get("/notifications")).text)
        assert page.is_ours
        assert page.text.count(SORRY) == 1
        assert page.text.count("follows you now") == 1


async def test_a_broken_account_takes_only_itself_out(people: Cast, nobody: Person) -> None:
    alice, bob, charlie = people.alice, people.bob, people.charlie
    hers, his = await published(alice), await published(bob)
    await bob.follow(charlie)
    await charlie.follow(alice)
    for person in (alice, charlie):
        await person.post(f"/p/{his}/like")
        await person.post(f"/p/{his}/comments", data={"text": f"by {person.username}"})
    await collection("accounts").update_one({"username": alice.username}, {"$set": {"name": None}})
    await look_anew(alice, bob)
    home = Page((await bob.get("/")).text)
    assert home.posts == [his]
    assert SORRY in home.text
    thread = Page((await bob.get(f"/p/{his}")).text)
    assert f"by {charlie.username}" in thread.text
    assert f"by {alice.username}" not in thread.text
    assert SORRY in thread.text
    assert SORRY in Page((await bob.get("/notifications")).text).text
    for place in (
        f"/p/{his}/likes",
        f"/search?q={alice.username}",
        f"/@{charlie.username}/following",
        f"/p/{hers}/comments",
    ):
        answer = await bob.get(place)
        assert answer.status_code == 200, place
        assert f"/@{alice.username}" not in Page(answer.text).hrefs, place
    for place in (f"/@{alice.username}", f"/p/{hers}"):
        answer = await nobody.get(place)
        assert answer.status_code in (200, 404), place
        assert Page(answer.text).is_ours
