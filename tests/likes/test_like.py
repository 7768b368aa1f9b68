"""Liking, taking it back, and who liked."""

from bson import ObjectId

from server.stores.mongo import collection
from tests.cast import Cast, Person
from tests.documents import account_id, published
from tests.pages import Page


async def counts(person: Person, post: str) -> str:
    return Page((await person.get(f"/p/{post}")).text).one(id=f"counts-{post}").text


async def is_pressed(person: Person, post: str) -> str:
    return Page((await person.get(f"/p/{post}")).text).one("button", aria_label="Like").attributes["aria-pressed"]


async def stored(post: str) -> tuple[int, int]:
    """What the counter says, and how many rows there are."""
    document = await collection("posts").find_one({"_id": ObjectId(post)})
    assert document
    return document["likes"], await collection("likes").count_documents({"post": ObjectId(post)})


async def test_a_like_counts_once_however_often_it_is_sent(people: Cast) -> None:
    post = await published(people.alice)
    assert await is_pressed(people.bob, post) == "false"
    for _ in range(3):
        answer = await people.bob.post(f"/p/{post}/like", follow_redirects=False)
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/p/{post}#post-{post}")
    assert "1 like " in await counts(people.charlie, post)
    assert (await is_pressed(people.bob, post), await is_pressed(people.charlie, post)) == ("true", "false")
    assert await stored(post) == (1, 1)


async def test_it_is_taken_back_once_too(people: Cast) -> None:
    post = await published(people.alice)
    await people.charlie.post(f"/p/{post}/like")
    await people.bob.post(f"/p/{post}/like")
    for _ in range(3):
        assert (await people.bob.post(f"/p/{post}/like?_method=DELETE")).status_code == 200
    assert "1 like " in await counts(people.bob, post)
    assert await is_pressed(people.bob, post) == "false"
    assert await stored(post) == (1, 1)
    await people.charlie.client.delete(f"/p/{post}/like")
    assert await stored(post) == (0, 0)


async def test_htmx_gets_the_pressed_button_and_the_same_counts_as_everybody(people: Cast) -> None:
    post = await published(people.alice)
    answer = await people.bob.post(f"/p/{post}/like", headers={"HX-Request": "true", "HX-Target": "form"})
    page = Page(answer.text)
    assert page.one("button", aria_label="Like").attributes["aria-pressed"] == "true"
    assert page.one("form").attributes["action"] == f"/p/{post}/like?_method=DELETE"
    assert "1 like " in page.one(id=f"counts-{post}").text
    assert page.one("hx-partial").attributes["hx-target"] == f"#counts-{post}"


async def test_the_last_who_liked_stands_first(people: Cast, nobody: Person) -> None:
    post = await published(people.alice)
    for person in (people.bob, people.charlie):
        await person.post(f"/p/{post}/like")
    page = Page((await nobody.get(f"/p/{post}/likes")).text)
    shown = [href for href in page.hrefs if href.startswith("/@")]
    assert shown == [f"/@{people.charlie.username}", f"/@{people.bob.username}"]


async def test_a_long_list_has_pages_without_gap_or_double(people: Cast) -> None:
    post = await published(people.alice)
    when = await collection("posts").find_one({"_id": ObjectId(post)})
    assert when
    fans = [ObjectId() for _ in range(85)]
    await collection("accounts").insert_many([account(fan) for fan in fans])
    likes = [{"_id": f"{post}:{fan}", "post": ObjectId(post), "account": fan} for fan in fans]
    # Many likes in one millisecond, as when a post is new and known.
    await collection("likes").insert_many([like | {"created_at": when["created_at"]} for like in likes])
    seen: list[str] = []
    address = f"/p/{post}/likes"
    while address:
        page = Page((await people.bob.get(address)).text)
        found = [href for href in page.hrefs if href.startswith("/@fan")]
        assert found
        seen += found
        more = [href for href in page.hrefs if href.startswith("?before=")]
        address = f"/p/{post}/likes{more[0]}" if more else ""
    assert sorted(seen) == sorted(f"/@fan{fan}" for fan in fans)


def account(identifier: ObjectId) -> dict[str, object]:
    """Somebody of the crowd, as a document."""
    name = f"fan{identifier}"
    text = {"username": name, "email": f"{name}@example.org", "name": name}
    return {"_id": identifier, "created_at": identifier.generation_time} | text


async def test_what_is_gone_cannot_be_liked(people: Cast) -> None:
    post = await published(people.alice)
    await people.alice.client.delete(f"/p/{post}")
    for address in (f"/p/{post}/like", f"/p/{ObjectId()}/like", "/p/nonsense/like"):
        assert (await people.bob.post(address)).status_code == 404
        assert (await people.bob.client.delete(address)).status_code == 404
    assert await collection("likes").count_documents({"account": await account_id(people.bob)}) == 0
