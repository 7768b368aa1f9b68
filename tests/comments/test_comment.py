"""Saying something under a post, and taking it back."""

import asyncio

from bson import ObjectId

from server.stores.mongo import collection
from tests.cast import Cast, Person
from tests.documents import published
from tests.pages import Page


async def say(person: Person, post: str, text: str, **form: str) -> int:
    answer = await person.post(f"/p/{post}/comments", data={"text": text} | form, follow_redirects=False)
    return answer.status_code


async def thread(person: Person, post: str) -> Page:
    return Page((await person.get(f"/p/{post}")).text)


async def stored(post: str) -> tuple[int, int]:
    """What the counter says, and how many rows there are."""
    document = await collection("posts").find_one({"_id": ObjectId(post)})
    assert document
    return document["comments"], await collection("comments").count_documents({"post": ObjectId(post)})


async def test_comments_stand_in_the_order_in_which_they_were_said(people: Cast, nobody: Person) -> None:
    post = await published(people.alice)
    for person, text in (
        (people.bob, "First @" + people.alice.username),
        (people.alice, "Second"),
        (people.bob, "3rd"),
    ):
        assert await say(person, post, text) == 303
    page = await thread(nobody, post)
    assert len(page.comments) == 3
    for said, (who, words) in zip(page.comments, (("bob", "First"), ("alice", "Second"), ("bob", "3rd")), strict=True):
        assert words in said
        assert who in said
    assert f"/@{people.alice.username}" in page.hrefs
    assert "3 comments" in page.one(id=f"counts-{post}").text
    assert Page((await nobody.get(f"/p/{post}/comments")).text).comments == page.comments
    assert not page.all("textarea", name="text"), "nobody has no form"


async def test_the_same_filling_in_of_the_form_is_one_comment(people: Cast) -> None:
    post = await published(people.alice)
    await asyncio.gather(*(say(people.bob, post, "Once", key="same") for _ in range(4)))
    await say(people.bob, post, "Once", key="another")
    await say(people.charlie, post, "Once", key="same")
    assert len((await thread(people.bob, post)).comments) == 3
    assert await stored(post) == (3, 3)


async def test_words_are_needed_and_not_too_many(people: Cast) -> None:
    post = await published(people.alice)
    for text, words in (("", "cannot be empty"), (" \n\t\0 ", "cannot be empty"), ("x" * 1001, "this has 1,001")):
        answer = await people.bob.post(f"/p/{post}/comments", data={"text": text, "key": "kept"})
        page = Page(answer.text)
        assert answer.status_code == 422
        assert words in page.beside("text")
        assert page.value("key") == "kept"
        assert page.value("text").strip("\0 \n\t\ufffd") == text.strip("\0 \n\t")
        htmx = {"HX-Request": "true", "HX-Target": f"form#comment-form-{post}"}
        answer = await people.bob.post(f"/p/{post}/comments", data={"text": text}, headers=htmx)
        assert answer.status_code == 422
        assert Page(answer.text).one("form").attributes["id"] == f"comment-form-{post}", "only the form again"
    assert await say(people.bob, post, "y" * 1000) == 303
    assert await stored(post) == (1, 1)


async def test_htmx_gets_an_empty_form_and_the_comment_for_the_thread(people: Cast) -> None:
    post = await published(people.alice)
    htmx = {"HX-Request": "true", "HX-Target": f"form#comment-form-{post}"}
    answer = await people.bob.post(f"/p/{post}/comments", data={"text": "Hello", "key": "a"}, headers=htmx)
    page = Page(answer.text)
    assert page.value("text") == ""
    assert page.value("key") not in ("", "a")
    assert page.one("hx-upsert").attributes["hx-target"] == f"#thread-{post}"
    (said,) = page.comments
    assert "Hello" in said


async def test_who_said_it_and_whose_post_it_is_may_take_it_away(people: Cast) -> None:
    post = await published(people.alice)
    for text in ("by its author", "by the post's author", "stays"):
        await say(people.bob, post, text)
    first, second, third = (await thread(people.bob, post)).comment_ids
    for comment in (first, second, third, str(ObjectId()), "x"):
        assert (await people.charlie.client.delete(f"/p/{post}/comments/{comment}")).status_code == 404
        assert (await people.charlie.post(f"/p/{post}/comments/{comment}?_method=DELETE")).status_code == 404
    assert await stored(post) == (3, 3)
    answer = await people.bob.post(f"/p/{post}/comments/{first}?_method=DELETE", follow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/p/{post}#comments")
    assert (await people.alice.client.delete(f"/p/{post}/comments/{second}", follow_redirects=False)).status_code == 303
    assert (await people.bob.client.delete(f"/p/{post}/comments/{first}")).status_code == 404, "a second time"
    page = await thread(people.charlie, post)
    assert page.comment_ids == [third]
    assert "1 comment" in page.one(id=f"counts-{post}").text
    assert await stored(post) == (1, 1)


async def test_a_comment_is_found_under_its_own_post_only(people: Cast) -> None:
    bobs, alices = await published(people.bob), await published(people.alice)
    await say(people.charlie, alices, "Mine")
    (comment,) = (await thread(people.bob, alices)).comment_ids
    # bob may take away what is said under his own post; this is not.
    assert (await people.bob.client.delete(f"/p/{bobs}/comments/{comment}")).status_code == 404
    assert await stored(alices) == (1, 1)


async def test_under_what_is_gone_nothing_is_said(people: Cast) -> None:
    post = await published(people.alice)
    await say(people.bob, post, "In time")
    (comment,) = (await thread(people.bob, post)).comment_ids
    await people.alice.client.delete(f"/p/{post}")
    assert await say(people.bob, post, "Too late") == 404
    assert (await people.bob.client.delete(f"/p/{post}/comments/{comment}")).status_code == 404
    assert (await people.bob.get(f"/p/{post}/comments")).status_code == 404
