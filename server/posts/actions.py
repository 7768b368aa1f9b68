"""Posting and deleting."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bson import ObjectId
from msgspec.structs import replace
from pymongo import UpdateOne
from pymongo.errors import DuplicateKeyError

from server.accounts import actions as accounts
from server.accounts.models import Viewer
from server.background import enqueue
from server.background.promises import keep, promise
from server.media import actions as media
from server.notifications import actions as notifications
from server.posts import announcing, broadcasts, counts, drafts, items, newest, publishing, queries
from server.posts.counts import Counts
from server.posts.items import Told
from server.posts.models import DELETED, PROCESSING, PUBLISHED, WITHDRAWING, Delivery, Post
from server.relationships.queries import PUBLIC
from server.stores import freshness
from server.stores.documents import dump, load, load_readable, now
from server.stores.mongo import Session, collection, transaction
from server.web import text


async def create(
    author: Viewer,
    told: Sequence[Told],
    *,
    caption: str,
    key: str,
    audience: str = PUBLIC,
    publish_at: datetime | None = None,
) -> Post:
    """A new post of received uploads, in this order; the same `key` again gives the post that it made before.

    Published at once when they are all ready, and it is not for later. The draft is empty then. Raises items.ItemGone
    when one of them is in no draft of the author's any more.
    """
    post = Post(
        id=ObjectId(),
        author=author.id,
        key=key,
        state=PROCESSING,
        audience=audience,
        caption=caption,
        tags=text.tags(caption),
        media=[item.media for item in told],
        created_at=now(),
        publish_at=publish_at,
    )

    async def write(session: Session) -> None:
        await collection("posts").insert_one(dump(post), session=session)
        await items.attach(post, told, session)
        await drafts.empty(author.id, session)

    try:
        await transaction(write)
    except DuplicateKeyError:
        made = await queries.by_key(author.id, key)
        if made is None:
            raise
        return made
    await freshness.touch(f"viewer:{author.id}")
    await publishing.settle(post)
    return post


async def delete(post: Post) -> None:
    """Take a post away: at once for everybody, its bytes soon after."""
    told = await notifications.told_about(post.id)

    async def write(session: Session) -> ObjectId | None:
        query, moment = {"_id": post.id, "state": {"$ne": DELETED}}, now()
        out = dump(Delivery(state=WITHDRAWING, next_try_at=moment, queued_at=moment))
        gone = {"state": DELETED, "deleted_at": moment, "delivery": out}
        before = await collection("posts").find_one_and_update(
            query, {"$set": gone, "$inc": {"version": 1}}, session=session
        )
        if before is None:
            return None
        await media.give_up(before["media"], session)
        if before["state"] == PUBLISHED and before["audience"] == PUBLIC:
            await accounts.count(post.author, session, posts=-1)
        return await promise(session, "post_deleted", post.id, *told)

    if promised := await transaction(write):
        await keep(promised, post_deleted(post.id, *told))


async def post_deleted(post_id: ObjectId, *told: ObjectId) -> None:
    """Take a deleted post off every page and out of what people were told, and have its bytes removed. May run twice.

    `told` had been told something of it already when it was deleted.
    """
    document = await collection("posts").find_one({"_id": post_id})
    if document is None:
        return
    post = load(Post, document)
    await freshness.touch(f"post:{post.id}", f"viewer:{post.author}", newest.STAMP)
    await broadcasts.gone(post)
    await enqueue("deliver_post", post.id)
    await announcing.announce_author(post.author)
    told_since = await notifications.told_about(post.id)
    await notifications.withdraw_about(post.id)
    await notifications.ring(*{*told, *told_since})
    for upload in post.media:
        await enqueue("purge_media", upload)


async def count(post_id: ObjectId, session: Session, **changes: int) -> Post | None:
    """Change counters of a published post within a transaction; the post as it is after, None when it is gone."""
    document = await collection("posts").find_one_and_update(
        {"_id": post_id, "state": PUBLISHED},
        {"$inc": changes | {"version": 1}},
        return_document=True,
        session=session,
    )
    return load(Post, document) if document else None


async def count_likes(changes: Mapping[ObjectId, int], session: Session) -> tuple[dict[ObjectId, Post], set[ObjectId]]:
    """Change how much posts are liked, within a transaction: the published ones as they are after, and those that are
    there but cannot be read, which are left as they are."""
    query = {"_id": {"$in": list(changes)}, "state": PUBLISHED}
    documents = await collection("posts").find(query, session=session).to_list(None)
    after = {
        post.id: replace(post, likes=post.likes + changes[post.id], version=post.version + 1)
        for post in load_readable(Post, documents)
    }
    updates = [UpdateOne({"_id": post_id}, {"$inc": {"likes": changes[post_id], "version": 1}}) for post_id in after]
    if updates:
        await collection("posts").bulk_write(updates, ordered=False, session=session)
    return after, {document["_id"] for document in documents} - after.keys()


async def announce_counts(*posts: Post) -> None:
    """Show the counts everywhere, after the transaction that changed them."""
    await counts.put({post.id: Counts.of(post) for post in posts})
    for post in posts:
        await broadcasts.counts_changed(post)
