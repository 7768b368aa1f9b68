"""Likes and comments that an earlier version stored know whose post they are about after a release of this one."""

from datetime import timedelta

from bson import ObjectId

from server.accounts.models import Viewer
from server.comments.queries import authors_answered
from server.likes.models import made_id
from server.likes.queries import authors_liked
from server.posts import upgrade
from server.stores.documents import now
from server.stores.mongo import collection
from tests.cast import Cast, Person
from tests.documents import account_id, published


async def viewer(person: Person) -> Viewer:
    return Viewer(id=await account_id(person), username=person.username, name="", avatar=None, session="")


async def test_whose_posts_somebody_liked_and_answered(people: Cast) -> None:
    bob = await viewer(people.bob)
    alice, charlie = await account_id(people.alice), await account_id(people.charlie)
    posts = [ObjectId(await published(author)) for author in (people.alice, people.charlie, people.alice)]
    moment = now()
    for hours, post in enumerate(posts[:2], 1):
        like = {"_id": made_id(post, bob.id), "post": post, "account": bob.id, "created_at": moment}
        await collection("likes").insert_one(like)
        said = {"author": bob.id, "key": str(post), "text": "Before", "created_at": moment}
        earlier = ObjectId.from_datetime(moment - timedelta(hours=hours))
        await collection("comments").insert_one(said | {"_id": earlier, "post": post})
    assert await authors_liked(bob, 10) == {}
    for _ in range(2):
        await upgrade.upgrade()
        assert await authors_liked(bob, 10) == await authors_answered(bob, 10) == {alice: 1, charlie: 1}

    await people.bob.post(f"/p/{posts[2]}/like")
    await people.bob.post(f"/p/{posts[2]}/comments", data={"text": "Now"})
    assert await authors_liked(bob, 10) == await authors_answered(bob, 10) == {alice: 2, charlie: 1}
    assert await authors_liked(bob, 1) == await authors_answered(bob, 1) == {alice: 1}, "the newest ones only"
    await people.bob.post(f"/p/{posts[1]}/like?_method=DELETE")
    assert await authors_liked(bob, 10) == {alice: 2}
