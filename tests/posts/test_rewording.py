"""The words of a published post are changed: everywhere at once, with their tags and whom they name."""

from bson import ObjectId

from server.stores.mongo import collection
from tests.cast import Cast
from tests.documents import account_id
from tests.pages import Page


async def test_new_words_are_everywhere_with_their_tags(people: Cast) -> None:
    alice, bob = people.alice, people.bob
    post = await alice.publish("Old words #before", "Waves")
    for place in ("/", f"/p/{post}"):
        assert "Old words" in (await bob.get(place)).text
    before = await collection("posts").find_one({"_id": ObjectId(post)})
    assert before
    async with alice.tab() as tab:
        await tab.join({f"account:{await account_id(alice)}": ""})
        assert Page((await alice.get(f"/p/{post}/edit")).text).value("caption") == "Old words #before"
        saved = await alice.post(f"/p/{post}/edit", data={"caption": "New words #after & more", "audience": "public"})
        assert saved.url.path == f"/p/{post}"
        await tab.hears(f"post-{post}")
    for person in (alice, bob, people.charlie):
        for place in (f"/p/{post}", "/tags/after", *(["/"] if person is bob else [])):
            text = (await person.get(place)).text
            assert f"/p/{post}" in text, place
            assert "Old words" not in text, place
    assert "New words" in (await bob.get("/")).text
    assert f"/p/{post}" not in (await bob.get("/tags/before")).text
    after = await collection("posts").find_one({"_id": ObjectId(post)})
    assert after
    assert after["version"] > before["version"]
    assert (after["feed_id"], after["published_at"]) == (before["feed_id"], before["published_at"])


async def test_who_is_named_now_is_told_once_and_who_no_longer_is_reads_nothing(people: Cast) -> None:
    alice, bob, charlie = people.alice, people.bob, people.charlie
    post = await alice.publish(f"Secret @{bob.username}", "Waves")
    assert "Secret" in (await bob.get("/notifications")).text
    assert "Secret" not in (await charlie.get("/notifications")).text
    for words in (f"Plain @{charlie.username} @{bob.username}", f"Plainer @{charlie.username}"):
        await alice.post(f"/p/{post}/edit", data={"caption": words})
    text = (await charlie.get("/notifications")).text
    assert "Plainer" in text
    told = {"account": await account_id(charlie), "post": ObjectId(post)}
    assert await collection("notifications").count_documents(told) == 1
    assert f"/p/{post}" not in (await bob.get("/notifications")).text


async def test_who_may_not_see_it_hears_nothing_of_the_words_even_when_both_change(people: Cast) -> None:
    alice, bob, charlie = people.alice, people.bob, people.charlie
    post = await alice.publish("Open", "Waves")
    words = f"Secret @{bob.username} @{charlie.username}"
    await alice.post(f"/p/{post}/edit", data={"caption": words, "audience": "followers"})
    assert "Secret" in (await bob.get("/notifications")).text
    assert "Secret" not in (await charlie.get("/notifications")).text
    assert (await charlie.get(f"/p/{post}")).status_code == 404
    assert (await charlie.post(f"/p/{post}/edit", data={"caption": "Mine"})).status_code == 404
    await alice.post(f"/p/{post}/edit", data={"caption": f"Open again @{charlie.username}", "audience": "public"})
    text = (await charlie.get("/notifications")).text
    assert "Open again" in text
    assert "Secret" not in text


async def test_words_that_are_too_long_are_refused_and_kept(people: Cast) -> None:
    post = await people.alice.publish("Short", "Waves")
    refused = await people.alice.post(f"/p/{post}/edit", data={"caption": "a" * 2201, "audience": "author"})
    assert refused.status_code == 422
    page = Page(refused.text)
    assert "2,200" in page.beside("caption") or "2200" in page.beside("caption")
    assert page.value("caption") == "a" * 2201
    assert (await people.charlie.get(f"/p/{post}")).status_code == 200, "nothing was changed"
