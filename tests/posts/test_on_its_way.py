"""A post that is not published is its author's alone. charlie tries every way in; so do bob and nobody."""

import pytest
from bson import ObjectId

from server.stores.mongo import collection
from tests.cast import Cast, Person
from tests.documents import account_id, on_its_way
from tests.pages import Page
from tests.posts.reading import RENDITION

SECRET = "unfinished #hiddensea with @{bob}"


@pytest.mark.parametrize("state", ["processing", "failed"])
async def test_strangers_find_it_nowhere(people: Cast, nobody: Person, state: str) -> None:
    post, upload = await on_its_way(people.alice, SECRET.format(bob=people.bob.username), state)
    alice = f"/@{people.alice.username}"
    own = Page((await people.alice.get(f"/p/{post}")).text)
    assert "#hiddensea" in own.text, "its author sees it, so that this means anything"
    for person in (people.charlie, people.bob, nobody):
        for address in ("", "/likes", "/comments"):
            answer = await person.get(f"/p/{post}{address}")
            assert answer.status_code == 404
            assert Page(answer.text).is_ours
            assert "hiddensea" not in answer.text
        places = ["/", alice, f"{alice}/followers", "/search", f"/search?q={people.alice.username}", "/tags/hiddensea"]
        for place in [*places, "/notifications"]:
            html = (await person.get(place)).text
            assert post not in html, place
            assert "unfinished" not in html, place
            assert upload.sha256 not in html, place
    assert "has not posted yet" in (await people.charlie.get(alice)).text


async def test_strangers_can_do_nothing_to_it(people: Cast) -> None:
    post, upload = await on_its_way(people.alice, "unfinished", "failed")
    before = await collection("posts").find_one({"_id": ObjectId(post)})
    assert before
    for person in (people.charlie, people.bob):
        for method, address in (
            ("POST", f"/p/{post}/like"),
            ("DELETE", f"/p/{post}/like"),
            ("POST", f"/p/{post}/comments"),
            ("DELETE", f"/p/{post}/comments/{'1' * 24}"),
            ("POST", f"/p/{post}/attempts"),
            ("DELETE", f"/p/{post}"),
        ):
            answer = await person.client.request(method, address, data={"text": "hello", "key": "k" * 16})
            assert answer.status_code == 404, (method, address)
    assert await collection("posts").find_one({"_id": ObjectId(post)}) == before
    media = await collection("media").find_one({"_id": upload.id})
    assert media
    assert media["state"] == "failed"
    assert await collection("notifications").count_documents({"account": await account_id(people.alice)}) == 1, (
        "a follow"
    )


async def test_not_even_its_author_likes_it_before_it_is_there(people: Cast) -> None:
    post, _ = await on_its_way(people.alice)
    assert (await people.alice.post(f"/p/{post}/like")).status_code == 404
    assert (await people.alice.post(f"/p/{post}/comments", data={"text": "me"})).status_code == 404
    assert (await people.alice.get(f"/p/{post}/comments")).status_code == 404


async def test_its_bytes_have_no_open_address(people: Cast, nobody: Person) -> None:
    _, upload = await on_its_way(people.alice)
    for person in (people.alice, people.charlie, nobody):
        for address in (upload.rendition.url, f"/media/{upload.original}/original", f"/media/{upload.sha256}/original"):
            assert (await person.get(address)).status_code == 404


async def test_nobody_hears_of_it(people: Cast) -> None:
    post, upload = await on_its_way(people.alice)
    async with people.charlie.tab() as tab:
        for topic in (f"post:{post}", f"comments:{post}", f"progress:{upload.id}"):
            await tab.join({topic: "0"})
            assert await tab.next() == {"topic": topic, "refused": True}


async def test_its_author_sees_how_far_it_is(people: Cast) -> None:
    post, upload = await on_its_way(people.alice, "mine alone")
    page = Page((await people.alice.get(f"/p/{post}")).text)
    assert page.heading == "Your post is being developed"
    assert page.one(id=f"progress-{upload.id}").attributes["data-topic"] == f"progress:{upload.id}"
    assert len(page.all(aria_current="step")) == 1
    assert not RENDITION.search(page.html)
    for place in ("/", f"/@{people.alice.username}"):
        own = Page((await people.alice.get(place)).text)
        assert "Your post is being developed" in own.text
        assert f"/p/{post}" in own.hrefs
