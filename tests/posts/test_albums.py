"""Several photos in one post: in the order chosen, each with its own words, each with its own fate."""

import asyncio
import re

from bson import ObjectId

from server.stores.mongo import collection
from tests.cast import Cast, Person, photo
from tests.documents import account_id
from tests.pages import Page
from tests.site import eventually

# The composer also has an empty item to copy, whose id is all zeros.
ITEM = re.compile(r'name="item" value="(?!0{24})([0-9a-f]{24})"')


async def send(person: Person, *datas: bytes, **form: str | list[str]) -> str:
    """Post an album by the plain form; where the answer leads."""
    files = [("media", (f"{n}.jpg", data)) for n, data in enumerate(datas, 1)]
    answer = await person.post("/posts", data={"caption": "", **form}, files=files)
    return answer.url.path if answer.status_code == 200 else answer.text


async def published(person: Person, path: str) -> str:
    """Wait until the post at `path` is published; its id."""

    async def is_published() -> bool:
        return 'class="card"' in (await person.get(path)).text

    await eventually(is_published)
    return path.removeprefix("/p/")


async def alts(person: Person, post: str) -> list[str]:
    """What is said of the pictures on the post's page, in order."""
    card = (await person.get(f"/p/{post}")).text.split('class="card"')[1].split("</article>")[0]
    return list(re.findall(r'<img class="real"[^>]* alt="([^"]*)"', card))


async def draft(person: Person, *datas: bytes) -> list[str]:
    """Uploads of a form that is not posted, since one of its files is refused: the ids of those that were taken."""
    files = [("media", (f"{n}.jpg", data)) for n, data in enumerate(datas, 1)]
    files.append(("media", ("last.jpg", b"Dear diary, no photo at all")))
    answer = await person.post("/posts", data={"caption": "kept", "alt": ""}, files=files)
    assert answer.status_code == 422
    return ITEM.findall(answer.text)


async def ready(*ids: str) -> None:
    async def are_ready() -> bool:
        query = {"_id": {"$in": [ObjectId(each) for each in ids]}, "state": "ready"}
        return await collection("media").count_documents(query) == len(ids)

    await eventually(are_ready)


async def test_it_shows_all_in_the_order_chosen_with_their_words(people: Cast, nobody: Person) -> None:
    sizes = [(640, 480), (300, 500), (500, 300)]
    path = await send(people.alice, *(photo(*size) for size in sizes), alt=["One", "Two & more", "Three"])
    post = await published(people.alice, path)
    assert await alts(nobody, post) == ["One", "Two &amp; more", "Three"]
    page = Page((await nobody.get(path)).text)
    assert [(e.attributes["width"], e.attributes["height"]) for e in page.all("img", class_="real")] == [
        (str(width), str(height)) for width, height in sizes
    ]
    assert post in Page((await people.bob.get("/")).text).posts


async def test_more_than_allowed_is_refused_beside_the_field(people: Cast) -> None:
    files = [("media", (f"{n}.jpg", photo(32, 24))) for n in range(21)]
    answer = await people.alice.post("/posts", data={"caption": "Too many"}, files=files)
    page = Page(answer.text)
    assert answer.status_code == 422
    assert "up to 20 photos and videos; these are 21." in page.beside("media")
    assert page.value("caption") == "Too many"
    assert await collection("media").count_documents({"owner": await account_id(people.alice)}) == 0


async def test_one_that_is_refused_does_not_take_the_others(people: Cast, nobody: Person) -> None:
    files = [("media", ("good.jpg", photo())), ("media", ("bad.jpg", b"Dear diary")), ("media", ("too.jpg", photo()))]
    answer = await people.alice.post("/posts", data={"caption": "kept", "alt": ["first", "", "third"]}, files=files)
    page = Page(answer.text)
    assert answer.status_code == 422
    assert page.beside("media").startswith("bad.jpg: This is not a photo or video")
    assert page.value("caption") == "kept"
    items = ITEM.findall(answer.text)
    assert len(items) == 2
    form: dict[str, str | list[str]] = {"caption": "kept", "item": items, "alt": ["first", "third"]}
    sent = await people.alice.post("/posts", data=form)
    post = await published(people.alice, sent.url.path)
    assert await alts(nobody, post) == ["first", "third"]
    assert not ITEM.findall((await people.alice.get("/posts/new")).text), "the draft is posted"


async def test_what_was_chosen_waits_in_the_composer_for_its_owner_alone(people: Cast) -> None:
    (item,) = await draft(people.alice, photo())
    assert item in (await people.alice.get("/posts/new")).text
    for person in (people.bob, people.charlie):
        assert item not in (await person.get("/posts/new")).text
        for method, address in (
            ("GET", f"/items/{item}"),
            ("DELETE", f"/items/{item}"),
            ("POST", f"/items/{item}/attempts"),
            ("GET", f"/items/{item}/captions"),
            ("POST", f"/items/{item}/captions"),
            ("DELETE", f"/items/{item}/captions/en"),
        ):
            assert (await person.client.request(method, address)).status_code == 404, (method, address)
        stolen = await person.post("/posts", data={"caption": "mine now", "item": item, "alt": ""})
        assert stolen.status_code == 409
        assert "removed or posted in another tab" in Page(stolen.text).beside("media")
    assert await collection("media").count_documents({"_id": ObjectId(item), "post": None}) == 1


async def test_the_order_changes_before_posting_without_javascript(people: Cast, nobody: Person) -> None:
    one, two = await draft(people.alice, photo(), photo())
    form: dict[str, str | list[str]] = {"caption": "kept", "item": [one, two], "alt": ["one", "two"]}
    answer = await people.alice.post("/posts", data=form | {"move": f"{two}:earlier"})
    assert ITEM.findall(answer.text) == [two, one]
    assert Page(answer.text).value("caption") == "kept"
    sent = await people.alice.post("/posts", data=form | {"item": [two, one], "alt": ["two", "one"]})
    assert await alts(nobody, await published(people.alice, sent.url.path)) == ["two", "one"]


async def test_the_order_and_words_change_after_publishing(people: Cast, nobody: Person) -> None:
    path = await send(people.alice, photo(), photo(), photo(), alt=["a", "b", "c"])
    post = await published(people.alice, path)
    page = (await people.alice.get(f"{path}/edit")).text
    a, b, c = ITEM.findall(page)
    form = {"item": [c, a, b], "alt": ["C", "a", "b"], "focus_x": ["10", "50", "50"], "focus_y": ["90", "50", "50"]}
    answer = await people.alice.post(f"{path}/edit", data=form, follow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (303, path)
    assert await alts(nobody, post) == ["C", "a", "b"]
    assert await alts(people.bob, post) == ["C", "a", "b"]
    moved = await people.alice.post(f"{path}/edit", data={**form, "move": f"{c}:later"})
    assert ITEM.findall(moved.text) == [a, c, b]
    stored = await collection("posts").find_one({"_id": ObjectId(post)})
    assert stored
    assert stored["items"][1]["focus"] == {"x": 10, "y": 90}


async def test_only_its_author_edits(people: Cast, nobody: Person) -> None:
    path = await send(people.alice, photo(), photo(), alt=["a", "b"])
    post = await published(people.alice, path)
    stored = await collection("posts").find_one({"_id": ObjectId(post)})
    assert stored
    item = str(stored["media"][0])
    for person in (people.bob, people.charlie):
        assert (await person.get(f"{path}/edit")).status_code == 404
        assert (await person.post(f"{path}/edit", data={"item": item, "alt": "hacked"})).status_code == 404
        assert (await person.client.delete(f"/items/{item}")).status_code == 404
        assert f"{path}/edit" not in (await person.get(path)).text
    assert await alts(nobody, post) == ["a", "b"]


async def test_an_item_of_another_post_cannot_be_pulled_in(people: Cast, nobody: Person) -> None:
    hers = await published(people.alice, await send(people.alice, photo(), alt="hers"))
    his = await published(people.bob, await send(people.bob, photo(), alt="his"))
    theirs = await collection("posts").find_one({"_id": ObjectId(hers)})
    assert theirs
    await people.bob.post(f"/p/{his}/edit", data={"item": str(theirs["media"][0]), "alt": "stolen"})
    assert await alts(nobody, his) == ["his"]
    assert await alts(nobody, hers) == ["hers"]


async def test_one_can_be_taken_out_but_not_the_last(people: Cast, nobody: Person) -> None:
    path = await send(people.alice, photo(), photo(), alt=["a", "b"])
    post = await published(people.alice, path)
    stored = await collection("posts").find_one({"_id": ObjectId(post)})
    assert stored
    first, second = stored["media"]
    assert (await people.alice.post(f"/items/{first}?_method=DELETE")).status_code == 200
    assert await alts(nobody, post) == ["b"]
    answer = await people.alice.post(f"/items/{second}?_method=DELETE")
    assert answer.status_code == 422
    assert "delete the post instead" in answer.text
    assert await alts(nobody, post) == ["b"]

    async def is_purged() -> bool:
        return await collection("media").count_documents({"_id": first}) == 0

    await eventually(is_purged)


async def test_what_fails_later_is_left_out_and_takes_its_place_when_a_retry_succeeds(
    people: Cast, nobody: Person
) -> None:
    items = await draft(people.alice, photo(), photo(), photo())
    await ready(*items)
    broken = {"state": "failed", "stage": "failed", "sentence": "It broke.", "error": "boom"}
    await collection("media").update_one({"_id": ObjectId(items[1])}, {"$set": broken})
    form = {"caption": "", "item": items, "alt": ["one", "two", "three"]}
    path = (await people.alice.post("/posts", data=form)).url.path
    post = await published(people.alice, path)
    assert await alts(nobody, post) == ["one", "three"], "published without the one that failed"
    own = await people.alice.get(path)
    assert "It broke." in own.text
    assert "It broke." not in (await people.bob.get(path)).text
    await people.alice.post(f"/items/{items[1]}/attempts")

    async def is_back() -> bool:
        return await alts(nobody, post) == ["one", "two", "three"]

    await eventually(is_back)
    assert "It broke." not in (await people.alice.get(path)).text


async def test_ready_items_are_published_at_once(people: Cast) -> None:
    items = await draft(people.alice, photo())
    await ready(*items)
    answer = await people.alice.post("/posts", data={"caption": "Now", "item": items, "alt": ""})
    assert 'class="card"' in answer.text


async def test_an_item_that_is_gone_is_said_and_nothing_goes_out_without_it(people: Cast) -> None:
    one, two = await draft(people.alice, photo(), photo())
    assert (await people.alice.client.delete(f"/items/{one}")).status_code == 200
    form = {"caption": "Both", "item": [one, two], "alt": ["", "second"]}
    answer = await people.alice.post("/posts", data=form)
    page = Page(answer.text)
    assert answer.status_code == 409
    assert "removed or posted in another tab" in page.beside("media")
    assert page.value("caption") == "Both"
    assert ITEM.findall(answer.text) == [two], "what is still there is kept"
    assert await collection("posts").count_documents({"author": await account_id(people.alice)}) == 0


async def test_what_is_posted_meanwhile_is_not_removed_in_silence(people: Cast) -> None:
    (item,) = await draft(people.alice, photo())
    await ready(item)
    query, change = {"_id": ObjectId(item)}, {"$set": {"state": "deleted"}}
    await people.alice.post("/posts", data={"caption": "", "item": item, "alt": ""})
    answer = await people.alice.client.delete(f"/items/{item}")
    assert answer.status_code == 422, "it is the only one in its post now"
    await collection("media").update_one(query, change)
    assert (await people.alice.client.delete(f"/items/{item}")).status_code == 404


async def test_sending_the_items_twice_at_once_is_one_post(people: Cast) -> None:
    items = await draft(people.alice, photo(), photo())
    await ready(*items)
    form = {"caption": "Once", "item": items, "alt": ["", ""], "key": "same"}
    answers = await asyncio.gather(*(people.alice.post("/posts", data=form) for _ in range(3)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.url.path for answer in answers}) == 1
