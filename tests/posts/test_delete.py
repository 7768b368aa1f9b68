"""Deleting a post: at once for everybody, its bytes soon after."""

from bson import ObjectId

from server.stores.mongo import collection
from tests.cast import Cast, Person, photo
from tests.documents import account_id, published
from tests.pages import Page
from tests.posts.reading import renditions
from tests.posts.test_originals import original_link
from tests.site import eventually


async def delete(person: Person, post: str) -> int:
    answer = await person.post(f"/p/{post}?_method=DELETE", follow_redirects=False)
    return answer.status_code


async def names_of(person: Person, post: str) -> set[str]:
    """The names under which the post's bytes are stored."""
    original = (await original_link(person, post)).split("/")[2]
    return {address.split("/")[2] for address in await renditions(person, post)} | {original}


async def kept(names: set[str]) -> set[str]:
    """Those of the names whose bytes are still stored."""
    return set(await collection("bytes.files").distinct("filename", {"filename": {"$in": list(names)}}))


async def test_at_once_it_is_gone_for_everybody(people: Cast, nobody: Person) -> None:
    post = await people.alice.publish(f"Soon gone #goneforever @{people.bob.username}", "A view")
    open_addresses, signed = await renditions(nobody, post), await original_link(people.alice, post)
    await people.bob.post(f"/p/{post}/like")
    await people.bob.post(f"/p/{post}/comments", data={"text": "Stay"})
    profile = f"/@{people.alice.username}"
    places = ("/", profile, "/tags/goneforever", "/search")
    for place in places:
        assert post in (await people.bob.get(place)).text, place
    assert await delete(people.alice, post) == 303
    for person in (people.alice, people.bob, people.charlie, nobody):
        for address in ("", "/likes", "/comments"):
            assert (await person.get(f"/p/{post}{address}")).status_code == 404
        for place in (*places, "/notifications"):
            assert post not in (await person.get(place)).text, (person.username, place)
        for address in (*open_addresses, signed):
            assert (await person.get(address)).status_code == 404
        assert "0 posts" in Page((await person.get(profile)).text).text
    for address in (f"/p/{post}/like", f"/p/{post}/comments", f"/p/{post}/attempts"):
        assert (await people.bob.post(address, data={"text": "Too late"})).status_code == 404


async def test_only_its_author_may(people: Cast) -> None:
    post = await published(people.alice, "Mine")
    for person in (people.bob, people.charlie):
        assert await delete(person, post) == 404
        assert (await person.client.delete(f"/p/{post}")).status_code == 404
        page = Page((await person.get(f"/p/{post}")).text)
        assert "Mine" in page.text
        assert not page.all("form", action=f"/p/{post}?_method=DELETE")
    assert Page((await people.alice.get(f"/p/{post}")).text).one("form", action=f"/p/{post}?_method=DELETE")


async def test_a_second_time_there_is_nothing_to_delete(people: Cast) -> None:
    await published(people.alice, "Stays")
    post = await published(people.alice, "Goes")
    assert [await delete(people.alice, post) for _ in range(3)] == [303, 404, 404]
    assert "1 post " in Page((await people.bob.get(f"/@{people.alice.username}")).text).text
    assert await delete(people.alice, str(ObjectId())) == 404
    assert await delete(people.alice, "nonsense") == 404


async def test_its_bytes_leave_the_store(people: Cast) -> None:
    post = await people.alice.publish()
    names = await names_of(people.alice, post)
    assert await kept(names) == names
    chunks = await collection("bytes.files").distinct("_id", {"filename": {"$in": list(names)}})
    await delete(people.alice, post)

    async def are_gone() -> bool:
        return not await kept(names)

    await eventually(are_gone)
    assert await collection("bytes.chunks").count_documents({"files_id": {"$in": chunks}}) == 0
    assert await collection("media").count_documents({"owner": await account_id(people.alice)}) == 0


async def test_bytes_that_another_post_shows_stay_until_that_goes_too(people: Cast, nobody: Person) -> None:
    data = photo()
    hers, his = await people.alice.publish(data=data), await people.bob.publish(data=data)
    names = await names_of(people.alice, hers)
    assert names == await names_of(people.bob, his)
    await delete(people.alice, hers)

    async def is_purged() -> bool:
        return await collection("media").count_documents({"owner": await account_id(people.alice)}) == 0

    await eventually(is_purged)
    assert await kept(names) == names
    for address in await renditions(nobody, his):
        assert (await nobody.get(address)).status_code == 200
    assert (await people.bob.get(await original_link(people.bob, his))).content == data
    await delete(people.bob, his)

    async def are_gone() -> bool:
        return not await kept(names)

    await eventually(are_gone)
