"""A thread longer than a page."""

from datetime import UTC, datetime

from bson import ObjectId

from server.stores.mongo import collection
from tests.cast import Cast, Person
from tests.documents import account_id, published
from tests.pages import Page

PAGE = 50
LINK = "Earlier comments"


async def with_comments(people: Cast, number: int) -> str:
    post, author = await published(people.alice), await account_id(people.bob)
    now = datetime.now(UTC)
    rows = [
        {"_id": ObjectId(), "post": ObjectId(post), "author": author, "key": f"{post}{n}", "text": f"no.{n}"}
        for n in range(number)
    ]
    await collection("comments").insert_many([row | {"created_at": now} for row in rows])
    await collection("posts").update_one({"_id": ObjectId(post)}, {"$set": {"comments": number}})
    return post


def numbers(page: Page) -> list[int]:
    return [int(said.split("no.")[1].split(" ")[0]) for said in page.comments]


async def test_the_newest_are_shown_and_the_earlier_ones_are_a_link_away(people: Cast, nobody: Person) -> None:
    post = await with_comments(people, 2 * PAGE + 3)
    page, seen = Page((await nobody.get(f"/p/{post}")).text), list[int]()
    while LINK in page.text:
        assert len(page.comments) == PAGE
        seen = numbers(page) + seen
        page = Page((await nobody.get(page.link(LINK))).text)
    assert numbers(page) + seen == list(range(2 * PAGE + 3)), "no gap, nothing twice, in order"


async def test_a_thread_of_just_a_page_is_all_there_is(people: Cast, nobody: Person) -> None:
    post = await with_comments(people, PAGE)
    page = Page((await nobody.get(f"/p/{post}")).text)
    assert numbers(page) == list(range(PAGE))
    if LINK in page.text:
        assert numbers(Page((await nobody.get(page.link(LINK))).text)) == []


async def test_only_the_newest_page_is_live(people: Cast, nobody: Person) -> None:
    post = await with_comments(people, PAGE + 1)
    page = Page((await nobody.get(f"/p/{post}")).text)
    assert page.one(id="comments").attributes["data-topic"] == f"comments:{post}"
    earlier = Page((await nobody.get(page.link(LINK))).text)
    assert "data-topic" not in earlier.one(id="comments").attributes


async def test_htmx_may_ask_for_the_thread_alone(people: Cast, nobody: Person) -> None:
    post = await with_comments(people, 2)
    headers = {"HX-Request": "true", "HX-Target": "section#comments"}
    page = Page((await nobody.get(f"/p/{post}/comments", headers=headers)).text)
    assert numbers(page) == [0, 1]
    assert not page.all("html")
    assert not page.all("nav")
