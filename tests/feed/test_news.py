"""Open tabs count what is new in a feed, also what came late, went again, or came by following."""

import re
from datetime import timedelta

from bson import ObjectId

from server.comments import actions as comments
from server.feed import delivery
from server.realtime.publish import seen_now
from server.stores import timelines
from tests.cast import Cast, Person, Tab
from tests.documents import account_id, look_anew, next_feed_id, published
from tests.feed.delivering import due
from tests.pages import Page


async def pill(person: Person, html: str) -> str:
    """What the pill of a page says now, and its next question."""
    address = Page(html).one(id="new-posts").attributes["hx-get"]
    return (await person.get(address)).text


async def listen(tab: Tab, person: Person) -> None:
    """Hear what is this person's, from now on: what `missed` says of the moment before is heard already."""
    await tab.join({f"account:{await person.id()}": seen_now()})
    tab.waiting.clear()


async def test_a_post_that_came_late_is_new_though_others_stand_above_it(people: Cast) -> None:
    late = next_feed_id()
    first, newest = next_feed_id(), next_feed_id()
    for feed_id in (ObjectId(bytes([first.binary[0]]) + bytes(11)), newest):
        await published(people.alice, feed_id=feed_id)
    await look_anew(people.bob)
    home = (await people.bob.get("/")).text
    assert "new post" not in await pill(people.bob, home)
    post = await published(people.alice, feed_id=late)
    await look_anew(people.bob)
    asked = await pill(people.bob, home)
    assert "1 new post" in asked
    above = re.search(r'hx-get="(/feed/above[^"]+)"', asked)
    assert above
    came = (await people.bob.get(above[1])).text
    assert Page(came).posts == [post]
    assert "new post" not in await pill(people.bob, came)


async def test_who_has_posted_hears_of_the_next_post_of_others(people: Cast) -> None:
    await people.bob.get("/")
    async with people.bob.tab() as tab:
        await listen(tab, people.bob)
        await people.bob.publish()
        await people.alice.publish()
        await tab.hears("posted")


async def test_a_post_that_is_deleted_is_counted_no_more(people: Cast) -> None:
    await people.bob.get("/")
    async with people.bob.tab() as tab:
        await listen(tab, people.bob)
        post = await people.alice.publish()
        await tab.hears("posted")
        await people.alice.post(f"/p/{post}?_method=DELETE")
        await tab.hears("posted")


async def test_the_other_tab_of_who_follows_somebody_counts_again(people: Cast) -> None:
    async with people.charlie.tab() as tab:
        await listen(tab, people.charlie)
        await people.charlie.follow(people.alice)
        await tab.hears("posted")


async def test_a_late_post_is_told_to_a_tab_whose_feed_is_not_made_yet(people: Cast) -> None:
    await people.bob.get("/")
    async with people.bob.tab() as tab:
        await listen(tab, people.bob)
        post = await due(people.alice, sooner=timedelta(seconds=20))
        await timelines.forget(await account_id(people.bob))
        await delivery.deliver(post.id)
        await tab.hears("posted")


async def test_a_comment_that_was_taken_back_before_it_was_announced_goes(people: Cast) -> None:
    post, gone = await published(people.alice), ObjectId()
    async with people.bob.tab() as tab:
        await tab.join({f"comments:{post}": seen_now()})
        await comments.comment_added(ObjectId(post), gone)
        await tab.hears(f"#comment-{gone}")
