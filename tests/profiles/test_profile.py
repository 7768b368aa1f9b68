"""A person's page."""

from bson import ObjectId

from server.stores.mongo import collection
from tests.cast import Cast, Person
from tests.documents import account_id, on_its_way, published
from tests.pages import Page


async def profile(viewer: Person, whose: Person) -> Page:
    return Page((await viewer.get(f"/@{whose.username}")).text)


async def test_it_shows_who_it_is_what_she_posted_and_the_counts(people: Cast, nobody: Person) -> None:
    posts = [await published(people.alice) for _ in range(3)][::-1]
    await published(people.bob)
    await people.alice.follow(people.charlie)
    for viewer in (people.alice, people.charlie, nobody):
        page = await profile(viewer, people.alice)
        assert page.heading == f"{people.alice.username.title()} Test"
        assert page.posts == posts
        counts = page.one(id=f"counts-{await account_id(people.alice)}").text
        assert counts == "3 posts 1 follower 1 following"
    assert (await nobody.get(f"/@{people.alice.username.upper()}")).status_code == 200


async def test_what_one_can_do_there_depends_on_who_one_is(people: Cast, nobody: Person) -> None:
    follow = f"/@{people.alice.username}/follow"
    own, bobs = await profile(people.alice, people.alice), await profile(people.bob, people.alice)
    charlies, nobodys = await profile(people.charlie, people.alice), await profile(nobody, people.alice)
    assert "/settings/profile" in own.hrefs
    assert own.one("form", action="/logout")
    shown = [{form.attributes["action"] for form in page.all("form", method="post")} for page in (bobs, charlies)]
    assert [{each for each in forms if "follow" in each} for forms in shown] == [{f"{follow}?_method=DELETE"}, {follow}]
    assert "/settings/profile" not in bobs.hrefs
    assert [form.attributes["action"] for form in nobodys.all("form", method="post")] == ["/language"]


async def test_albums_and_videos_have_a_tab_each(people: Cast) -> None:
    photo, album, video = [await published(people.alice) for _ in range(3)]
    item = (await collection("posts").find_one({"_id": ObjectId(photo)}) or {})["items"][0]
    for post, items in ((album, [item, item]), (video, [item | {"kind": "video", "seconds": 3.0}])):
        await collection("posts").update_one({"_id": ObjectId(post)}, {"$set": {"items": items}})
    address = f"/@{people.alice.username}"
    for kind, posts in (("", [video, album, photo]), ("?kind=albums", [album]), ("?kind=videos", [video])):
        page = Page((await people.bob.get(address + kind)).text)
        assert page.posts == posts
        assert [tab.attributes["href"] for tab in page.all("a", aria_current="page")] == [address + kind]
    assert "No videos yet" in (await people.alice.get(f"/@{people.bob.username}?kind=videos")).text
    assert (await people.bob.get(f"{address}?kind=secrets")).status_code == 404


async def test_what_is_on_its_way_is_shown_to_its_author_only(people: Cast) -> None:
    post, _ = await on_its_way(people.alice)
    assert f"/p/{post}" in (await profile(people.alice, people.alice)).hrefs
    assert f"/p/{post}" not in (await profile(people.bob, people.alice)).hrefs


async def test_followers_and_followed_are_listed_newest_first(people: Cast, nobody: Person) -> None:
    await people.charlie.follow(people.alice)
    await people.alice.follow(people.charlie)

    async def listed(which: str) -> list[str]:
        page = Page((await nobody.get(f"/@{people.alice.username}/{which}")).text)
        return [
            href for href in page.hrefs if href.startswith("/@") and not href.startswith(f"/@{people.alice.username}")
        ]

    assert await listed("followers") == [f"/@{people.charlie.username}", f"/@{people.bob.username}"]
    assert await listed("following") == [f"/@{people.charlie.username}"]


async def test_nobody_of_that_name_is_a_404(people: Cast) -> None:
    for address in ("/@nosuchperson", "/@nosuchperson/followers", "/@", f"/@{people.alice.username}/friends", "/@a b"):
        answer = await people.bob.get(address)
        assert answer.status_code == 404
        assert Page(answer.text).is_ours
    for method in ("POST", "DELETE"):
        assert (await people.bob.client.request(method, "/@nosuchperson/follow")).status_code == 404
