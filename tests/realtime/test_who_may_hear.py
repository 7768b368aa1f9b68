"""Each topic is authorised in the database when it is joined, and dropped when permission ends."""

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin

from server.realtime.publish import seen_now
from server.stores.documents import object_id
from server.stores.mongo import collection
from tests.cast import Cast, Person


async def _refused(person: Person, topic: str) -> bool:
    async with person.tab() as tab:
        await tab.join({topic: seen_now()})
        return bool((await tab.next()).get("refused"))


async def test_an_account_is_heard_by_itself_only(people: Cast, nobody: Person) -> None:
    topic = f"account:{await people.alice.id()}"
    assert await _refused(people.charlie, topic)
    assert await _refused(nobody, topic)
    async with people.alice.tab() as tab:
        await tab.join({topic: seen_now()})
        await people.charlie.follow(people.alice)
        await tab.hears("bell")


async def test_an_uploads_progress_is_heard_by_its_owner_only(people: Cast, nobody: Person) -> None:
    post = await people.alice.publish()
    document = await collection("posts").find_one({"_id": object_id(post)})
    assert document
    topic = f"progress:{document['media'][0]}"
    assert await _refused(people.charlie, topic)
    assert await _refused(nobody, topic)
    async with people.alice.tab() as tab:
        await tab.join({topic: "0"})
        assert "Ready" in (await tab.next())["content"]


async def test_an_unpublished_post_is_heard_by_nobody_else(people: Cast, nobody: Person) -> None:
    post = await people.alice.publish()
    await collection("posts").update_one({"_id": object_id(post)}, {"$set": {"state": "processing"}})
    for person in (people.charlie, nobody):
        assert await _refused(person, f"post:{post}")
        assert await _refused(person, f"comments:{post}")


async def test_what_does_not_exist_is_refused(people: Cast) -> None:
    for topic in ("post:0123456789abcdef01234567", "secrets:0123456789abcdef01234567", "post:x", "", "account:"):
        assert await _refused(people.bob, topic)


async def test_a_deleted_post_leaves_open_pages_and_is_heard_no_more(people: Cast) -> None:
    post = await people.alice.publish()
    async with people.bob.tab() as tab:
        await tab.join({f"post:{post}": "1"})
        await people.alice.post(f"/p/{post}?_method=DELETE")
        assert f"#post-{post}" in (await tab.next())["content"]
    assert await _refused(people.bob, f"post:{post}")


async def test_signing_out_closes_the_open_pages_of_that_session(people: Cast) -> None:
    account = await people.bob.id()
    async with people.bob.tab() as tab:
        await tab.join({f"account:{account}": seen_now()})
        await people.alice.follow(people.bob)
        await tab.hears("bell")
        await people.bob.post("/logout")
        with pytest.raises(ConnectionClosed) as closed:
            while True:
                await tab.next()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1008, "a code after which the tab does not come back as somebody"


async def test_another_sites_page_cannot_open_a_socket(people: Cast) -> None:
    address = people.bob.site.url.replace("http", "ws") + "/updates"
    headers = {"Cookie": people.bob.cookie}
    with pytest.raises(Exception) as refused:
        async with connect(address, origin=Origin("https://evil.example"), additional_headers=headers) as socket:
            await socket.recv()
    assert "403" in str(refused.value) or "1008" in str(refused.value)
