"""A draft is saved while it is typed, is there on another device, and goes when it is posted or discarded."""

from datetime import timedelta

from server.media import actions
from server.stores.documents import now
from server.stores.mongo import collection
from tests.cast import Cast
from tests.documents import account_id, upload
from tests.pages import Page
from tests.posts.test_albums import ITEM


async def test_what_is_saved_is_there_again_in_its_order_and_for_nobody_else(people: Cast) -> None:
    first, second = await upload(people.alice), await upload(people.alice)
    stolen = await upload(people.bob)
    typed = {
        "item": [str(second.id), str(first.id), str(stolen.id)],
        "alt": ["Two", "One", "Mine now"],
        "caption": "Half a sent",
        "audience": "followers",
        "at": "2100-01-01T10:00",
        "key": "k1",
    }
    assert (await people.alice.post("/posts/draft", data=typed)).status_code == 204
    text = (await people.alice.get("/posts/new")).text
    page = Page(text)
    assert ITEM.findall(text) == [str(second.id), str(first.id)]
    assert text.index(">Two</textarea>") < text.index(">One</textarea>")
    assert page.value("caption") == "Half a sent"
    assert page.value("at") == "2100-01-01T10:00"
    assert page.one("input", name="audience", value="followers").attributes.get("checked") is not None
    assert "Draft saved" in text
    assert "Half a sent" not in (await people.bob.get("/posts/new")).text
    assert "Mine now" not in (await people.bob.get("/posts/new")).text


async def test_it_keeps_its_uploads_for_longer_than_a_day(people: Cast) -> None:
    saved, forgotten = await upload(people.alice), await upload(people.bob)
    await people.alice.post("/posts/draft", data={"item": str(saved.id), "alt": "Waves"})
    old = {"$set": {"queued_at": now() - timedelta(days=2)}}
    await collection("media").update_many({"_id": {"$in": [saved.id, forgotten.id]}}, old)
    await actions.sweep()
    states = {each["_id"]: each["state"] async for each in collection("media").find({"state": "ready"})}
    assert saved.id in states
    assert forgotten.id not in states
    await collection("media").update_one({"_id": saved.id}, {"$set": {"kept_until": now() - timedelta(days=1)}})
    await actions.sweep()
    assert not await collection("media").count_documents({"_id": saved.id, "state": "ready"})


async def test_posting_and_discarding_end_it_and_a_late_word_does_not_bring_it_back(people: Cast) -> None:
    alice = people.alice
    await alice.post("/posts/draft", data={"caption": "Typed", "key": "k2"})
    await alice.submit("Typed", "Waves", key="k2")
    await alice.post("/posts/draft", data={"caption": "Typed", "key": "k2"})
    assert Page((await alice.get("/posts/new")).text).value("caption") == ""
    chosen = await upload(alice)
    await alice.post("/posts/draft", data={"item": str(chosen.id), "alt": "", "caption": "Other", "key": "k3"})
    answer = await alice.post("/posts/draft?_method=DELETE")
    assert Page(answer.text).value("caption") == ""
    assert str(chosen.id) not in answer.text
    assert not await collection("media").count_documents({"_id": chosen.id, "state": "ready"})


async def test_without_a_script_a_button_saves_also_the_files(people: Cast) -> None:
    answer = await people.alice.submit("By hand", "Waves", save="1")
    assert answer.url.path == "/posts/new"
    page = Page(answer.text)
    assert page.value("caption") == "By hand"
    assert len(ITEM.findall(answer.text)) == 1
    assert ">Waves</textarea>" in answer.text
    assert not await collection("posts").count_documents({"author": await account_id(people.alice)})


async def test_missing_descriptions_are_asked_for_once_and_not_of_who_wants_that_no_more(people: Cast) -> None:
    alice = people.alice
    answer = await alice.submit("Undescribed", remind="1")
    assert answer.status_code == 200
    assert answer.url.path == "/posts"
    page = Page(answer.text)
    assert "This has no description" in page.text
    assert "Post anyway" in page.text
    assert not page.all("input", name="remind"), "it asks once"
    (item,) = ITEM.findall(answer.text)
    assert page.one("p", id=f"missing-alt-{item}").text == "No description yet"
    form = {"item": item, "alt": "", "caption": page.value("caption"), "key": page.value("key"), "unreminded": "1"}
    assert (await alice.post("/posts", data=form)).url.path.startswith("/p/")
    assert not Page((await alice.get("/posts/new")).text).all("input", name="remind")
    assert (await alice.submit("Again", remind="1")).url.path.startswith("/p/")
    assert Page((await people.bob.get("/posts/new")).text).all("input", name="remind")
    assert (await people.bob.submit("Described", "Waves", remind="1")).url.path.startswith("/p/")


async def test_what_will_be_left_out_needs_no_description(people: Cast) -> None:
    alice = people.alice
    uploads = [await upload(alice) for _ in range(4)]
    failed = {"$set": {"state": "failed", "stage": "failed"}}
    await collection("media").update_one({"_id": uploads[0].id}, failed)
    form = {"item": [str(each.id) for each in uploads], "alt": ["", "", "Waves", ""], "remind": "1", "key": "n1"}
    answer = await alice.post("/posts", data=form)
    page = Page(answer.text)
    assert "2 of these have no description" in page.text
    assert not page.all("p", id=f"missing-alt-{uploads[0].id}")
    form = {"item": [str(each.id) for each in uploads], "alt": ["", "Dunes", "Waves", ""], "remind": "1", "key": "n1"}
    assert "1 of these has no description" in Page((await alice.post("/posts", data=form)).text).text
