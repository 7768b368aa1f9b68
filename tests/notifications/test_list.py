"""The list behind the bell, and the bell's badge."""

from datetime import UTC, datetime

from server.stores.mongo import collection
from tests.cast import Cast, Person
from tests.documents import account_id, look_anew, published
from tests.pages import Page
from tests.site import eventually


async def badge(person: Person, place: str = "/notifications/bell") -> str:
    return Page((await person.get(place)).text).one("a", href="/notifications").text.removeprefix("Notifications")


async def told(person: Person) -> str:
    return Page((await person.get("/notifications")).text).text


async def test_likes_comments_mentions_and_follows_are_told(people: Cast) -> None:
    alice, bob, charlie = people.alice, people.bob, people.charlie
    post = await published(alice)
    await bob.post(f"/p/{post}/like")
    await charlie.post(f"/p/{post}/comments", data={"text": f"What light, @{bob.username} & @{alice.username}!"})
    hers, his = await told(alice), await told(bob)
    for words in ("follows you now", "likes your post", "commented on your post : “What light, @bob"):
        assert words.replace(" :", ":") in hers.replace(" :", ":"), hers
    assert "mentioned you" not in hers, "the comment on her own photo says it already"
    assert "mentioned you here: “What light" in his.replace(" :", ":")
    assert f"/p/{post}" in Page((await bob.get("/notifications")).text).hrefs
    assert "Quiet so far" in await told(charlie)


async def test_a_mention_in_a_caption_is_told_when_the_photo_is_there(people: Cast) -> None:
    await people.alice.publish(f"with @{people.charlie.username} and @{people.alice.username} and @nosuchperson")

    async def is_told() -> bool:
        return "mentioned you" in await told(people.charlie)

    await eventually(is_told)
    assert "mentioned you" not in await told(people.alice)


async def test_the_badge_counts_what_was_not_seen_on_every_page(people: Cast) -> None:
    post = await published(people.alice)
    await look_anew(people.alice)
    for place in ("/notifications/bell", "/", f"/p/{post}", "/search"):
        assert (await badge(people.alice, place)).startswith("1"), place
    await people.bob.post(f"/p/{post}/like")
    await people.charlie.post(f"/p/{post}/like")
    for place in ("/notifications/bell", "/", f"/p/{post}"):
        assert (await badge(people.alice, place)).startswith("3"), place
    await people.alice.get("/notifications")
    for place in ("/notifications/bell", "/", f"/p/{post}", "/notifications"):
        assert await badge(people.alice, place) == "", place


async def test_nothing_is_told_twice_and_what_is_taken_back_is_gone(people: Cast) -> None:
    post = await published(people.alice)
    for _ in range(3):
        await people.bob.post(f"/p/{post}/like")
    assert (await told(people.alice)).count("likes your post") == 1
    await people.bob.post(f"/p/{post}/like?_method=DELETE")
    assert "likes your post" not in await told(people.alice)
    await people.bob.post(f"/p/{post}/comments", data={"text": f"Hm @{people.charlie.username}"})
    (comment,) = Page((await people.bob.get(f"/p/{post}")).text).comment_ids
    assert "mentioned you" in await told(people.charlie)
    await people.bob.client.delete(f"/p/{post}/comments/{comment}")
    assert "mentioned you" not in await told(people.charlie)
    assert "commented on" not in await told(people.alice)
    await people.bob.post(f"/@{people.alice.username}/follow?_method=DELETE")
    assert "Quiet so far" in await told(people.alice)


async def test_nobody_is_told_of_what_she_did_herself(people: Cast) -> None:
    post = await published(people.charlie)
    await people.charlie.post(f"/p/{post}/like")
    await people.charlie.post(f"/p/{post}/comments", data={"text": f"Me, @{people.charlie.username}"})
    await people.charlie.post(f"/@{people.charlie.username}/follow")
    assert "Quiet so far" in await told(people.charlie)


async def test_a_deleted_post_takes_what_was_told_of_it_along(people: Cast) -> None:
    post = await published(people.alice)
    await people.bob.post(f"/p/{post}/like")
    await people.alice.client.delete(f"/p/{post}")
    assert "likes your post" not in await told(people.alice)
    assert "follows you now" in await told(people.alice)


async def test_a_long_list_has_pages_without_gap_or_double(people: Cast) -> None:
    me, actor, moment = await account_id(people.charlie), await account_id(people.bob), datetime.now(UTC)
    row = {"account": me, "kind": "comment", "actor": actor, "post": None, "seen": True, "created_at": moment}
    # All told in one millisecond.
    rows = [row | {"_id": f"{me}:comment:{actor}:{n}", "text": f"no.{n}."} for n in range(70)]
    await collection("notifications").insert_many(rows)
    address, seen = "/notifications", list[str]()
    while address:
        page = Page((await people.charlie.get(address)).text)
        found = [part.split(".")[0] for part in page.text.split("no.")[1:]]
        assert found
        seen += found
        more = [href for href in page.hrefs if href.startswith("?before=")]
        address = f"/notifications{more[0]}" if more else ""
    assert sorted(map(int, seen)) == list(range(70))


async def test_many_unread_are_99_and_more(people: Cast) -> None:
    me, actor, moment = await account_id(people.charlie), await account_id(people.bob), datetime.now(UTC)
    row = {"account": me, "kind": "follow", "actor": actor, "post": None, "seen": False, "created_at": moment}
    await collection("notifications").insert_many([row | {"_id": f"{me}:{n}", "text": ""} for n in range(120)])
    assert (await badge(people.charlie)).startswith("99+")


async def test_a_made_up_place_in_the_list_is_no_error(people: Cast) -> None:
    for before in ("x", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59.999999-14:00", "2024-01-01_", "_", "\0"):
        assert (await people.bob.get("/notifications", params={"before": before})).status_code == 200
