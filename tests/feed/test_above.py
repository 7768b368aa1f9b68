"""What is new comes above what is being read, in order; one's own post as soon as it is published."""

from bson import ObjectId

from server.stores.mongo import collection
from tests.cast import Cast
from tests.documents import look_anew, on_its_way, published
from tests.pages import Page


async def test_new_posts_come_in_order_with_a_pill_that_knows_the_newest(people: Cast) -> None:
    before = await published(people.alice)
    new = [await published(people.alice) for _ in range(3)][::-1]
    await published(people.bob)
    await look_anew(people.bob)
    pill = Page((await people.bob.get(f"/feed/new?since={before}")).text)
    assert pill.one("a").text == "3 new posts"
    came = Page((await people.bob.get(pill.one("a").attributes["hx-get"])).text)
    assert came.posts == new, "without bob's own"
    assert came.one("a", id="came").attributes["href"] == f"#post-{new[0]}"
    later = came.one("div", id="new-posts").attributes["hx-get"]
    assert not Page((await people.bob.get(later)).text).all("a"), "nothing is new twice"


async def test_too_many_to_put_above_are_a_page_of_their_own(people: Cast) -> None:
    before = await published(people.alice)
    for _ in range(50):
        await published(people.alice)
    await look_anew(people.bob)
    pill = Page((await people.bob.get(f"/feed/new?since={before}")).text).one("a")
    assert pill.text == "48+ new posts"
    assert "hx-get" not in pill.attributes
    assert pill.attributes["href"] == "/"


async def test_ones_own_post_takes_the_place_of_the_word_that_it_is_on_its_way(people: Cast) -> None:
    post, _ = await on_its_way(people.alice)
    line = Page((await people.alice.get("/")).text).one("li", id=f"own-{post}")
    ask = line.attributes["hx-get"]
    assert post not in Page((await people.alice.get(ask)).text).posts
    assert (await people.charlie.get(ask)).status_code == 404
    shown = await collection("posts").find_one({"_id": ObjectId(await published(people.alice))})
    assert shown
    now_there = {name: shown[name] for name in ("state", "feed_id", "published_at", "items")}
    await collection("posts").delete_one({"_id": shown["_id"]})
    await collection("posts").update_one({"_id": ObjectId(post)}, {"$set": now_there})
    assert f'id="post-{post}"' in (await people.alice.get(ask)).text
