"""A photo that could not be processed: its author reads why, and tries again."""

from typing import Any

from bson import ObjectId

from server.stores import freshness
from server.stores.mongo import collection
from tests.cast import Cast, Person
from tests.documents import look_anew, on_its_way
from tests.pages import Page
from tests.site import eventually

SENTENCE = "Something went wrong & we are sorry."


async def failed_post(author: Person) -> str:
    """A post whose photo is fine, but whose processing is said to have failed."""
    answer = await author.submit("Second try")
    post = answer.url.path.removeprefix("/p/")
    document = await collection("posts").find_one({"_id": ObjectId(post)})
    assert document

    async def is_published() -> bool:
        return await collection("posts").count_documents({"_id": ObjectId(post), "state": "published"}) == 1

    await eventually(is_published)
    undone: dict[str, Any] = {"state": "failed", "feed_id": None, "published_at": None, "items": [], "delivery": None}
    await collection("posts").update_one({"_id": ObjectId(post)}, {"$set": undone})
    await collection("accounts").update_one({"_id": document["author"]}, {"$inc": {"posts": -1, "version": 1}})
    broken = {"state": "failed", "stage": "failed", "sentence": SENTENCE, "error": "boom", "audience": "author"}
    await collection("media").update_one({"_id": document["media"][0]}, {"$set": broken})
    await freshness.touch(f"post:{post}")
    await look_anew(author)
    return post


async def test_its_author_alone_reads_why_and_sees_retry(people: Cast) -> None:
    post, upload = await on_its_way(people.alice, "Oh no", "failed")
    change = {"sentence": SENTENCE, "error": "Traceback: secret path"}
    await collection("media").update_one({"_id": upload.id}, {"$set": change})
    page = Page((await people.alice.get(f"/p/{post}")).text)
    assert page.heading == "This post could not be published"
    assert SENTENCE in page.text
    assert "Oh no" in page.text
    assert "Traceback" not in page.html
    buttons = [e.text for e in page.all("button") if e.text in ("Retry", "Delete")]
    assert buttons == ["Retry", "Retry", "Delete"], "the one item, and the post"
    assert page.one("form", action=f"/p/{post}/attempts").attributes["method"] == "post"
    assert [link for link in page.hrefs if f"/media/{upload.original}/original?" in link], "her original is safe"
    assert "could not be published" in Page((await people.alice.get("/")).text).text
    assert (await people.charlie.get(f"/p/{post}")).status_code == 404


async def test_retry_really_tries_again(people: Cast) -> None:
    post = await failed_post(people.alice)
    assert (await people.bob.get(f"/p/{post}")).status_code == 404
    answer = await people.alice.post(f"/p/{post}/attempts", follow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/p/{post}")

    async def is_in_his_feed() -> bool:
        return post in Page((await people.bob.get("/")).text).posts

    await eventually(is_in_his_feed)
    page = Page((await people.bob.get(f"/p/{post}")).text)
    assert "Second try" in page.text
    assert SENTENCE not in page.html
    stored = await collection("accounts").find_one({"username": people.alice.username})
    assert stored
    assert stored["posts"] == 1


async def test_retrying_what_has_not_failed_changes_nothing(people: Cast) -> None:
    post = await people.alice.publish("Fine")

    async def delivered() -> dict[str, Any] | None:
        return await collection("posts").find_one({"_id": ObjectId(post), "delivery.state": "delivered"})

    before = await eventually(delivered)
    assert (await people.alice.post(f"/p/{post}/attempts")).status_code == 200
    assert await collection("posts").find_one({"_id": ObjectId(post)}) == before
    on_way, upload = await on_its_way(people.alice)
    await people.alice.post(f"/p/{on_way}/attempts")
    media = await collection("media").find_one({"_id": upload.id})
    assert media
    assert (media["state"], media["version"]) == ("processing", 0)


async def test_a_failed_post_can_be_deleted(people: Cast) -> None:
    post, _ = await on_its_way(people.alice, "Never mind", "failed")
    answer = await people.alice.post(f"/p/{post}?_method=DELETE")
    assert answer.url.path == f"/@{people.alice.username}"
    assert (await people.alice.get(f"/p/{post}")).status_code == 404
    assert "could not be published" not in (await people.alice.get("/")).text
    stored = await collection("accounts").find_one({"username": people.alice.username})
    assert stored
    assert stored["posts"] == 0, "it was never counted"
