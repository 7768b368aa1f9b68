"""Following somebody, and not any more."""

import asyncio

from server.stores.mongo import collection
from tests.cast import Cast, Person
from tests.documents import account_id
from tests.pages import Page


async def stored(person: Person) -> tuple[int, int]:
    """How many follow somebody: what the counter says, and how many rows there are."""
    account = await collection("accounts").find_one({"username": person.username})
    assert account
    return account["followers"], await collection("follows").count_documents({"followee": account["_id"]})


async def counts(viewer: Person, whose: Person) -> str:
    return Page((await viewer.get(f"/@{whose.username}")).text).one(id=f"counts-{await account_id(whose)}").text


async def test_twice_is_once_both_ways(people: Cast) -> None:
    follow = f"/@{people.alice.username}/follow"
    for _ in range(3):
        answer = await people.charlie.post(follow, follow_redirects=False)
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/@{people.alice.username}")
    assert await stored(people.alice) == (2, 2)
    assert await counts(people.bob, people.alice) == "0 posts 2 followers 0 following"
    assert await counts(people.bob, people.charlie) == "0 posts 0 followers 1 following"
    for _ in range(3):
        await people.charlie.post(f"{follow}?_method=DELETE")
    assert await stored(people.alice) == (1, 1)
    assert await counts(people.bob, people.charlie) == "0 posts 0 followers 0 following"


async def test_nobody_follows_herself(people: Cast) -> None:
    assert (await people.charlie.post(f"/@{people.charlie.username}/follow")).status_code == 200
    assert await stored(people.charlie) == (0, 0)


async def test_two_may_follow_each_other_at_once(people: Cast) -> None:
    await asyncio.gather(people.alice.follow(people.charlie), people.charlie.follow(people.alice))
    assert await stored(people.charlie) == (1, 1)
    assert await stored(people.alice) == (2, 2)


async def test_htmx_gets_the_button_and_the_counts(people: Cast) -> None:
    follow = f"/@{people.alice.username}/follow"
    page = Page((await people.charlie.post(follow, headers={"HX-Request": "true", "HX-Target": "form"})).text)
    assert page.one("form").attributes["action"] == f"{follow}?_method=DELETE"
    assert "Unfollow" in page.one("button").attributes["aria-label"]
    assert "2 followers" in page.one(id=f"counts-{await account_id(people.alice)}").text
    assert not page.all("nav")
