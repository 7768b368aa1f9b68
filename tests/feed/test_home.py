"""What the home page holds: the posts of those one follows and one's own, newest first, and nothing else."""

from server.stores.mongo import collection
from tests.cast import Cast, Person
from tests.documents import look_anew, published
from tests.pages import Page
from tests.site import eventually

CAUGHT_UP = "You're all caught up"


async def home(person: Person) -> list[str]:
    return Page((await person.get("/")).text).posts


async def test_it_holds_followed_peoples_posts_and_ones_own_newest_first(people: Cast) -> None:
    first, other = await published(people.alice), await published(people.charlie)
    second, third = await published(people.bob), await published(people.alice)
    assert await home(people.bob) == [third, second, first]
    await look_anew(people.charlie)
    assert await home(people.charlie) == [other]
    assert CAUGHT_UP in (await people.bob.get("/")).text


async def test_following_brings_posts_at_once_and_unfollowing_takes_them_away(people: Cast) -> None:
    old = await published(people.alice)
    assert await home(people.charlie) == []
    await people.charlie.follow(people.alice)
    assert await home(people.charlie) == [old]
    await people.charlie.post(f"/@{people.alice.username}/follow?_method=DELETE")
    assert await home(people.charlie) == []
    assert await home(people.bob) == [old]


async def test_an_empty_feed_says_what_will_fill_it(people: Cast) -> None:
    of_charlie = Page((await people.charlie.get("/")).text).text
    assert "Begin by following somebody" in of_charlie
    of_bob = Page((await people.bob.get("/")).text).text
    assert "Nobody whom you follow has posted so far" in of_bob
    assert "Begin by following" not in of_bob, "he does"
    await published(people.alice)
    await look_anew(people.bob)
    assert "Nobody whom you follow" not in Page((await people.bob.get("/")).text).text


async def test_a_new_post_comes_to_a_feed_that_is_read_already(people: Cast) -> None:
    before = await published(people.alice)
    await look_anew(people.bob)
    assert await home(people.bob) == [before]
    post = await people.alice.publish("New")

    async def is_there() -> bool:
        return await home(people.bob) == [post, before]

    await eventually(is_there)
    pill = await people.bob.get(f"/feed/new?since={before}")
    assert Page(pill.text).link("1 new post") == "/"
    assert "new post" not in (await people.bob.get(f"/feed/new?since={post}")).text
    assert "new post" not in (await people.alice.get(f"/feed/new?since={before}")).text, "one's own is not news"


async def test_deleted_posts_leave_no_hole_in_the_page(people: Cast) -> None:
    posts = [await published(people.alice) for _ in range(30)][::-1]
    assert await home(people.bob) == posts[:12]
    for post in posts[:20]:
        await people.alice.client.delete(f"/p/{post}", follow_redirects=False)
    await look_anew_at_the_page_only(people.bob)
    page = Page((await people.bob.get("/")).text)
    assert page.posts == posts[20:]
    assert CAUGHT_UP in page.text


async def look_anew_at_the_page_only(person: Person) -> None:
    """Like a change of anything else on the page: the timeline in Redis still names the deleted posts."""
    await person.post("/settings/profile", data={"name": "Somebody"})


async def test_the_viewers_own_likes_are_pressed_and_nobody_elses(people: Cast) -> None:
    liked, other = await published(people.alice), await published(people.alice)
    await people.bob.post(f"/p/{liked}/like")
    await people.charlie.post(f"/p/{other}/like")
    page = Page((await people.bob.get("/")).text)
    buttons = {e.attributes["action"].split("?")[0]: e.attributes["action"] for e in page.all("form", method="post")}
    assert buttons[f"/p/{liked}/like"].endswith("?_method=DELETE")
    assert buttons[f"/p/{other}/like"] == f"/p/{other}/like"
    assert [e.attributes["aria-pressed"] for e in page.all("button", aria_label="Like")] == ["false", "true"]


async def test_counts_are_never_old(people: Cast) -> None:
    post = await published(people.alice)
    for number, person in enumerate((people.bob, people.charlie), 1):
        await person.post(f"/p/{post}/like")
        await person.post(f"/p/{post}/comments", data={"text": "Hi"})
        words = Page((await people.bob.get("/")).text).one(id=f"counts-{post}").text
        assert words.startswith(f"{number} like")
        assert f"{number} comment" in words


async def test_who_follows_nobody_is_shown_whom_to_begin_with(people: Cast) -> None:
    await published(people.alice)
    await collection("accounts").update_one({"username": people.alice.username}, {"$set": {"followers": 10**6}})
    await look_anew(people.charlie)
    page = Page((await people.charlie.get("/")).text)
    assert f"/@{people.alice.username}" in page.hrefs
    assert page.one("form", action=f"/@{people.alice.username}/follow")
    bobs = Page((await people.bob.get("/")).text)
    assert not bobs.all("form", action=f"/@{people.alice.username}/follow"), "he does already"


async def test_nobody_sees_what_is_new_and_how_to_join(people: Cast, nobody: Person) -> None:
    post = await published(people.alice)
    page = Page((await nobody.get("/")).text)
    assert post in page.posts
    assert "/signup" in page.hrefs
