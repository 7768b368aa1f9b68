"""You're all caught up: said where what is new to somebody ends, neither before nor behind it."""

import re
from datetime import timedelta

import pytest

from server.feed import visits
from server.stores.mongo import collection
from tests.cast import Cast, Person
from tests.documents import account_id, look_anew, published
from tests.pages import Page

CAUGHT_UP = "You're all caught up"
NOTHING_NEW = "Nothing new since you were last here"
MORE = "Show older photos"


async def come_back(person: Person, after: timedelta = visits.PAUSE * 2) -> None:
    """She was last here so long ago."""
    account = await account_id(person)
    visit = await collection("visits").find_one({"_id": account})
    assert visit
    await collection("visits").update_one({"_id": account}, {"$set": {"at": visit["at"] - after}})
    await look_anew(person)


async def read(person: Person, path: str = "/") -> list[str]:
    """The posts of a page and what stands between them, in order."""
    html = (await person.get(path)).text
    marks = {CAUGHT_UP: "caught up", NOTHING_NEW: "nothing new", "That is all there is": "end"}
    found = re.findall(r'data-topic="post:([0-9a-f]{24})"|(' + "|".join(marks) + ")", html)
    return [post or marks[words] for post, words in found]


async def test_a_first_visit_ends_with_it(people: Cast) -> None:
    posts = [await published(people.alice) for _ in range(2)][::-1]
    assert await read(people.bob) == [*posts, "caught up"]


async def test_it_stands_between_what_is_new_and_what_was_seen(people: Cast) -> None:
    seen = [await published(people.alice) for _ in range(2)][::-1]
    await read(people.bob)
    new = [await published(people.alice) for _ in range(3)][::-1]
    await come_back(people.bob)
    for _ in range(2):
        assert await read(people.bob) == [*new, "caught up", *seen, "end"], "also on a second look"


async def test_who_comes_back_soon_goes_on_reading(people: Cast) -> None:
    seen = await published(people.alice)
    await read(people.bob)
    new = await published(people.alice)
    await come_back(people.bob, after=visits.PAUSE / 2)
    assert await read(people.bob) == [new, seen, "caught up"]


async def test_nothing_new_is_said_at_the_top(people: Cast) -> None:
    seen = await published(people.alice)
    await read(people.bob)
    await come_back(people.bob)
    assert await read(people.bob) == ["nothing new", seen, "end"]


@pytest.mark.parametrize("new", [12, 14])
async def test_it_is_found_on_a_later_page(people: Cast, new: int) -> None:
    seen = [await published(people.alice) for _ in range(3)][::-1]
    await read(people.bob)
    came = [await published(people.alice) for _ in range(new)][::-1]
    await come_back(people.bob)
    assert await read(people.bob) == came[:12]
    older = Page((await people.bob.get("/")).text).link(MORE)
    assert await read(people.bob, older) == [*came[12:], "caught up", *seen, "end"]
    assert await read(people.bob, f"/?through={seen[-1]}") == [*came, "caught up", *seen, "end"]


async def test_each_has_a_place_of_her_own(people: Cast) -> None:
    await people.charlie.follow(people.alice)
    seen = await published(people.alice)
    await read(people.bob)
    new = await published(people.alice)
    await come_back(people.bob)
    await look_anew(people.charlie)
    assert await read(people.charlie) == [new, seen, "caught up"]
    assert await read(people.bob) == [new, "caught up", seen, "end"]


async def tray(person: Person) -> list[str]:
    """Where the plates above the feed lead."""
    row = re.search(r'<ul[^>]* id="stories".*?</ul>', (await person.get("/")).text, re.DOTALL)
    return re.findall(r'<a[^>]* href="([^"]+)"', row[0]) if row else []


async def test_who_posted_since_the_last_visit_stands_above(people: Cast) -> None:
    await published(people.alice)
    assert await tray(people.bob) == [], "on a first visit all is new"
    for author in (people.alice, people.bob, people.alice):
        await published(author)
    await come_back(people.bob)
    for _ in range(2):
        assert await tray(people.bob) == ["/posts/new", f"/@{people.alice.username}"]
    await come_back(people.bob)
    assert await tray(people.bob) == []
