"""Posts that are not for everybody: charlie, who follows nobody, tries every way in; bob follows alice."""

import re

import pytest
from bson import ObjectId

from server.posts.models import PUBLISHED
from server.stores.mongo import collection
from tests.cast import Cast, Person, photo
from tests.documents import account_id
from tests.pages import Page
from tests.site import eventually

ADDRESS = re.compile(r'/media/[0-9a-f]{64}/[^"\s,]+')


async def posted(person: Person, audience: str, caption: str) -> str:
    """A published post for `audience`; its id."""
    answer = await person.submit(caption, "Waves", photo(), audience=audience)
    post = answer.url.path.removeprefix("/p/")

    async def is_published() -> bool:
        return bool(await collection("posts").count_documents({"_id": ObjectId(post), "state": PUBLISHED}))

    await eventually(is_published)
    return post


async def rearranged(person: Person, post: str, audience: str) -> None:
    assert (await person.post(f"/p/{post}/edit", data={"audience": audience})).status_code == 200


def addresses(html: str) -> set[str]:
    """But not that of her original, which is signed for her and works for who has it."""
    found = {address.replace("&amp;", "&") for address in ADDRESS.findall(html)}
    return {address for address in found if "/original" not in address}


async def assert_sees(person: Person, alice: Person, post: str) -> set[str]:
    """It is on its page, its author's and in the feed, with pictures; their addresses."""
    page = await person.get(f"/p/{post}")
    assert page.status_code == 200
    found = addresses(page.text) - addresses((await person.get("/settings")).text)
    assert found
    for address in found:
        assert (await person.get(address)).status_code == 200, address
    for place in (f"/@{alice.username}", "/", "/?sort=top"):
        assert f"/p/{post}" in (await person.get(place)).text, place
    assert (await person.get(f"/feed/why?post={post}")).status_code == 200
    return found


async def assert_shut_out(person: Person, alice: Person, post: str, files: set[str], secret: str) -> None:
    """No way in: no page, no list, no bytes, no socket, no writing."""
    for path in ("", "/likes", "/comments", "/edit", "/delivery"):
        answer = await person.get(f"/p/{post}{path}")
        assert answer.status_code == 404 or answer.url.path == "/login", path
    for path in ("/like", "/comments", "/publication"):
        answer = await person.post(f"/p/{post}{path}", data={"text": "Hello", "audience": "public"})
        assert answer.status_code == 404 or answer.url.path == "/login", path
    for path in ("/", "/?sort=top", f"/@{alice.username}", "/search", "/tags/hidden", "/feed/above", "/notifications"):
        text = (await person.get(path)).text
        assert secret not in text, path
        assert f"/p/{post}" not in text, path
    for address in files | {address.split("?")[0] for address in files}:
        answer = await person.get(address)
        assert answer.status_code == 404, address
        assert "public" not in answer.headers.get("Cache-Control", "")
    assert f"/p/{post}" not in (await person.get(f"/feed/why?post={post}")).text
    async with person.tab() as tab:
        topics = {f"post:{post}", f"post:{post}@de", f"comments:{post}"}
        await tab.join(dict.fromkeys(topics, "0-0"))
        assert {frame["topic"] for frame in tab.waiting if frame.get("refused")} == topics


async def test_followers_see_it_and_nobody_else_until_they_follow_no_more(people: Cast, nobody: Person) -> None:
    alice, bob, charlie = people.alice, people.bob, people.charlie
    caption = f"Secret dunes #hidden @{bob.username} @{charlie.username}"
    post = await posted(alice, "followers", caption)

    async def is_in_his_feed() -> bool:
        return f"/p/{post}" in (await bob.get("/")).text

    await eventually(is_in_his_feed)
    files = await assert_sees(bob, alice, post)
    await assert_sees(alice, alice, post)
    assert all("by=session" in address for address in files)
    answer = await bob.get(next(iter(files)))
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "Secret dunes" in (await bob.get("/notifications")).text
    for person in (charlie, nobody):
        await assert_shut_out(person, alice, post, files, "Secret dunes")
    assert "<strong>0</strong>" in (await charlie.get(f"/@{alice.username}")).text, "not counted for others"
    async with bob.tab() as tab:
        topics = {f"post:{post}", f"post:{post}@de", f"comments:{post}"}
        await tab.join(dict.fromkeys(topics, "0-0"))
        assert not [frame for frame in tab.waiting if frame.get("refused")]
        await bob.post(f"/@{alice.username}/follow?_method=DELETE")
        while topics:
            topics.discard((await tab.hears("refused"))["topic"])
        await alice.post(f"/p/{post}/comments", data={"text": "Only for friends", "key": "k1"})
        await alice.post(f"/p/{post}/like")
        await tab.join({})
        assert "Only for friends" not in str(tab.waiting), "what he heard has ended"
    await assert_shut_out(bob, alice, post, files, "Only for friends")
    await bob.follow(alice)
    await eventually(is_in_his_feed)


async def test_only_its_author_sees_what_is_for_her_alone(people: Cast, nobody: Person) -> None:
    alice = people.alice
    post = await posted(alice, "author", f"Secret notes #hidden @{people.bob.username}")
    files = await assert_sees(alice, alice, post)
    for person in (people.bob, people.charlie, nobody):
        await assert_shut_out(person, alice, post, files, "Secret notes")


async def test_another_audience_holds_at_once_and_everywhere(people: Cast, nobody: Person) -> None:
    alice, bob, charlie = people.alice, people.bob, people.charlie
    caption = f"Secret larches #hidden @{charlie.username} @{bob.username}"
    post = await posted(alice, "public", caption)
    open_files = await assert_sees_page(charlie, post)
    assert "Secret larches" in (await charlie.get("/notifications")).text
    for person in (bob, charlie):
        await person.get("/")
    await rearranged(alice, post, "followers")
    await assert_shut_out(charlie, alice, post, open_files, "Secret larches")
    files = await assert_sees(bob, alice, post)
    await assert_shut_out(nobody, alice, post, files, "Secret larches")
    await rearranged(alice, post, "author")
    for person in (bob, charlie, nobody):
        await assert_shut_out(person, alice, post, files | open_files, "Secret larches")
    await assert_sees(alice, alice, post)
    await rearranged(alice, post, "public")
    assert await assert_sees_page(nobody, post) == open_files
    assert f"/p/{post}" in (await charlie.get("/tags/hidden")).text
    assert f"/p/{post}" in (await bob.get("/")).text
    assert "Secret larches" in (await charlie.get("/notifications")).text
    account = await collection("accounts").find_one({"username": alice.username})
    assert account
    assert account["posts"] == 1


async def assert_sees_page(person: Person, post: str) -> set[str]:
    page = await person.get(f"/p/{post}")
    assert page.status_code == 200
    found = addresses(page.text)
    assert found
    for address in found:
        assert "?" not in address
        assert (await person.get(address)).status_code == 200
    return found


@pytest.mark.parametrize("word", ["nobody", "PUBLIC"])
async def test_an_audience_that_there_is_not_is_refused_and_nothing_is_posted(people: Cast, word: str) -> None:
    answer = await people.alice.submit("Kept", "Waves", audience=word)
    assert answer.status_code == 422
    assert "Choose who may see it." in answer.text
    assert Page(answer.text).value("caption") == "Kept"
    assert not await collection("posts").count_documents({"author": await account_id(people.alice)})
