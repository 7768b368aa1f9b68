"""A post for later: only its author sees it until its moment, which a killed process does not miss."""

from datetime import datetime, timedelta

import pytest
from bson import ObjectId

from server.posts import publishing
from server.stores.documents import now
from server.stores.mongo import collection
from tests.cast import Cast, Person
from tests.documents import account_id
from tests.pages import Page
from tests.posts.test_albums import ITEM
from tests.site import eventually


def written(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M")


async def planned(person: Person, caption: str) -> ObjectId:
    """A post for the day after tomorrow, whose photo is ready; its id."""
    answer = await person.submit(caption, "Waves", at=written(now() + timedelta(days=2)))
    post = ObjectId(answer.url.path.removeprefix("/p/"))

    async def is_planned() -> bool:
        return bool(await collection("posts").count_documents({"_id": post, "state": "scheduled"}))

    await eventually(is_planned)
    return post


async def is_published(post: ObjectId) -> bool:
    return bool(await collection("posts").count_documents({"_id": post, "state": "published"}))


async def test_it_is_published_when_its_moment_comes_and_once(people: Cast) -> None:
    alice, bob = people.alice, people.bob
    post = await planned(alice, f"Later, @{bob.username}")
    page = (await alice.get(f"/p/{post}")).text
    assert "Planned for" in page
    for place in ("/", f"/@{alice.username}"):
        assert "is planned for" in (await alice.get(place)).text
        assert str(post) not in (await bob.get(place)).text
    assert (await bob.get(f"/p/{post}")).status_code == 404
    assert str(post) not in (await bob.get("/notifications")).text
    await publishing.settle_post(post)
    assert not await is_published(post), "not before its moment"
    moment = now()
    await collection("posts").update_one({"_id": post}, {"$set": {"publish_at": moment}})
    # The scheduler of the site sweeps too: whoever is first.
    await publishing.sweep()
    await publishing.settle_post(post)

    async def is_seen() -> bool:
        return f"/p/{post}" in (await bob.get("/")).text

    await eventually(is_seen)
    found = await collection("posts").find_one({"_id": post})
    assert found
    assert found["feed_id"].generation_time >= moment - timedelta(seconds=1), "it stands where it appeared"
    assert str(post) in (await bob.get("/notifications")).text
    account = await collection("accounts").find_one({"_id": await account_id(alice)})
    assert account
    assert account["posts"] == 1


async def test_its_author_alone_changes_the_moment_or_publishes_it_now(people: Cast) -> None:
    alice = people.alice
    post = await planned(alice, "Sooner")
    other = written(now() + timedelta(days=5))
    assert (await people.bob.post(f"/p/{post}/publication")).status_code == 404
    assert (await people.bob.post(f"/p/{post}/edit", data={"at": ""})).status_code == 404
    form = Page((await alice.get(f"/p/{post}/edit")).text)
    assert form.value("at")
    await alice.post(f"/p/{post}/edit", data={"at": other})
    assert Page((await alice.get(f"/p/{post}/edit")).text).value("at") == other
    refused = await alice.post(f"/p/{post}/edit", data={"at": "2020-01-01T10:00"})
    assert refused.status_code == 422
    assert "This moment has passed" in Page(refused.text).beside("at")
    await alice.post(f"/p/{post}/publication")
    assert await is_published(post)
    assert 'class="card"' in (await people.bob.get(f"/p/{post}")).text


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (written(datetime(2020, 1, 1)), "This moment has passed"),
        ("2100-01-01T00:00", "up to 90 days ahead"),
        ("tomorrow", "Write the day and the time"),
        ("9999999-01-01T00:00", "Write the day and the time"),
    ],
)
async def test_a_moment_that_cannot_be_is_refused_beside_its_field(people: Cast, at: str, words: str) -> None:
    answer = await people.alice.submit("Kept", "Waves", at=at)
    assert answer.status_code == 422
    page = Page(answer.text)
    assert words in page.beside("at")
    assert (page.value("caption"), page.value("at")) == ("Kept", at)
    assert not await collection("posts").count_documents({"author": await account_id(people.alice)})


async def test_a_planned_post_is_a_draft_again_unless_there_is_one(people: Cast) -> None:
    alice = people.alice
    post = await planned(alice, "Later #dunes")
    await collection("posts").update_one({"_id": post}, {"$set": {"audience": "followers"}})
    found = await collection("posts").find_one({"_id": post})
    assert found
    (media,) = found["media"]
    await alice.post("/posts/draft", data={"caption": "Another", "key": "k1"})
    refused = await alice.post(f"/p/{post}/publication?_method=DELETE")
    assert refused.status_code == 409
    assert "You have a draft already" in refused.text
    assert "Planned for" in (await alice.get(f"/p/{post}")).text
    assert Page((await alice.get("/posts/new")).text).value("caption") == "Another"
    await alice.post("/posts/draft?_method=DELETE")
    assert (await people.charlie.post(f"/p/{post}/publication?_method=DELETE")).status_code == 404
    text = (await alice.post(f"/p/{post}/publication?_method=DELETE")).text
    page = Page(text)
    assert page.value("caption") == "Later #dunes"
    assert page.one("input", name="audience", value="followers").attributes.get("checked") is not None
    assert page.value("at") == ""
    assert ITEM.findall(text) == [str(media)]
    assert ">Waves</textarea>" in text
    assert (await alice.get(f"/p/{post}")).status_code == 404
    form = {"item": str(media), "alt": "Waves", "caption": page.value("caption"), "key": page.value("key")}
    made = (await alice.post("/posts", data=form)).url.path

    async def is_seen() -> bool:
        return 'class="card"' in (await people.bob.get(made)).text

    await eventually(is_seen)
