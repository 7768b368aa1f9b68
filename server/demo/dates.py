"""Spreads what the demo's people did over the last two weeks: a site where all was said in one minute looks dead.

The only place that writes documents of other features, because no action lets anybody choose a date.
"""

from datetime import datetime, timedelta
from random import Random

from bson import ObjectId

from server.accounts.models import Viewer
from server.demo.authors import authors
from server.demo.pictures import PICTURES
from server.posts.models import DELIVERED, new_feed_id
from server.posts.queries import by_key
from server.stores import freshness, timelines
from server.stores.documents import now
from server.stores.mongo import collection

DAYS = 14


async def spread(cast: list[Viewer]) -> None:
    """Date all posts, likes, comments and notifications of the demo back."""
    random = Random("dates")  # noqa: S311 the same demo each time
    moments = sorted(timedelta(minutes=random.uniform(25, DAYS * 24 * 60)) for _ in PICTURES)
    by_name = {viewer.username: viewer for viewer in cast}
    began = now()
    for ago, picture in zip(moments, PICTURES, strict=True):
        post = await by_key(by_name[authors()[picture.slug]].id, picture.slug)
        if post is not None:
            await _date_post(post.id, began - ago)
            await _date_talk(post.id, began - ago, ago, random)
            await freshness.touch(f"post:{post.id}")
    for viewer in cast:
        await timelines.forget(viewer.id)
        await freshness.touch(f"viewer:{viewer.id}")


async def _date_post(post_id: ObjectId, moment: datetime) -> None:
    change = {"feed_id": new_feed_id(moment), "published_at": moment, "created_at": moment, "delivery.state": DELIVERED}
    await collection("posts").update_one({"_id": post_id}, {"$set": change})


async def _date_talk(post_id: ObjectId, moment: datetime, ago: timedelta, random: Random) -> None:
    """Everything about a post after it, in the order in which it was said."""
    for name in ("likes", "comments", "notifications"):
        documents = await collection(name).find({"post": post_id}, {"_id": 1}).sort("_id", 1).to_list(None)
        shares = sorted(random.betavariate(1, 4) * 0.95 for _ in documents)
        for document, share in zip(documents, shares, strict=True):
            when = {"created_at": moment + ago * share}
            await collection(name).update_one({"_id": document["_id"]}, {"$set": when})
