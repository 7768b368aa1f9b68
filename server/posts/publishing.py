"""From processed uploads to a published post. Every step may run twice."""

from collections.abc import Sequence
from typing import Any

from bson import ObjectId

from server.accounts import actions as accounts
from server.background import enqueue
from server.background.promises import keep, promise
from server.media import actions as media
from server.media import queries as uploads
from server.media.models import PROCESSING as UPLOAD_PROCESSING
from server.media.models import READY, RECEIVED, Media
from server.notifications import actions as notifications
from server.posts import announcing, queries, shown
from server.posts.models import FAILED, PROCESSING, PUBLISHED, SCHEDULED, Delivery, Post, new_feed_id
from server.relationships.queries import PUBLIC
from server.stores import timelines
from server.stores.documents import dump, now
from server.stores.mongo import Session, collection, transaction

ON_THE_WAY = frozenset({RECEIVED, UPLOAD_PROCESSING})


async def photo_settled(media_id: ObjectId) -> None:
    """An upload of a post is ready, has failed, or is tried again: bring its post to the same state."""
    post = await queries.with_media(media_id)
    if post is not None:
        await settle(post)


async def settle_post(post_id: ObjectId) -> None:
    """Bring a post to the state of its uploads, in which something was changed."""
    post = await queries.by_id(post_id)
    if post is not None:
        await settle(post)


async def settle(post: Post) -> bool:
    """Bring a post to the state of its uploads; whether that changed anything.

    It is published, unless it is planned for later, when none of them is on its way any more and one is ready: what
    failed is left out, and takes its place when a retry succeeds. It has failed when all of them have.
    """
    found = await uploads.by_ids(post.media)
    states = {upload.state for upload in found}
    if post.is_published:
        return await _renew(post, found)
    if states & ON_THE_WAY:
        return await _change_state(post, [FAILED, SCHEDULED], PROCESSING)
    if READY not in states:
        return await _change_state(post, [PROCESSING, SCHEDULED], FAILED)
    if post.publish_at is not None and post.publish_at > now():
        return await _change_state(post, [PROCESSING, FAILED], SCHEDULED)
    return await _publish(post, found)


async def retry(post: Post) -> None:
    """Try the failed uploads of a post again."""
    for media_id in post.media:
        await media.retry(media_id)
    await settle(post)


async def retry_upload(media_id: ObjectId) -> None:
    """Try one failed upload again, and its post with it."""
    await media.retry(media_id)
    await photo_settled(media_id)


async def sweep() -> int:
    """Settle posts whose uploads have ended without word, or whose time has come, and queue lost deliveries; how many
    there were."""
    settled = [await settle(post) for post in await queries.unsettled()]
    lost = await queries.lost_deliveries()
    for post in lost:
        await collection("posts").update_one({"_id": post.id}, {"$set": {"delivery.queued_at": now()}})
        await enqueue("deliver_post", post.id)
    return sum(settled) + len(lost)


async def _publish(post: Post, found: list[Media]) -> bool:
    moment = now()
    published = {
        "state": PUBLISHED,
        "feed_id": new_feed_id(moment),
        "published_at": moment,
        "items": dump(shown.items(post, found)),
        "delivery": dump(Delivery(next_try_at=moment, queued_at=moment)),
    }

    notes = await announcing.mentions(post)

    async def write(session: Session) -> tuple[list[ObjectId], ObjectId] | None:
        if not await _write(post, [PROCESSING, SCHEDULED, FAILED], published, session):
            return None
        await media.open_to(shown.ready(found), post.audience, session)
        if post.audience == PUBLIC:
            await accounts.count(post.author, session, posts=1)
        told = await notifications.tell(notes, session)
        return told, await promise(session, "post_changed", post.id, *told)

    if (done := await transaction(write)) is None:
        return False
    await timelines.push_own(post.author, published["feed_id"])
    await enqueue("deliver_post", post.id)
    told, promised = done
    await keep(promised, announcing.announce(post, told))
    return True


async def _renew(post: Post, found: list[Media]) -> bool:
    """Show what has changed in a published post: the order, words, captions, an upload that is ready after all."""
    items = shown.items(post, found)
    opened = all(upload.audience == media.opened(post.audience) for upload in found if upload.state == READY)
    if (items == post.items and opened) or not items:
        return False

    async def write(session: Session) -> ObjectId | None:
        if not await _write(post, [PUBLISHED], {"items": dump(items)}, session):
            return None
        await media.open_to(shown.ready(found), post.audience, session)
        return await promise(session, "post_changed", post.id)

    if (promised := await transaction(write)) is None:
        return False
    await keep(promised, announcing.announce(post))
    return True


async def _write(post: Post, states: list[str], change: dict[str, Any], session: Session) -> bool:
    """Change the post unless what `change` was made from is not so any more."""
    as_read: dict[str, Any] = {"_id": post.id, "state": {"$in": states}, "media": post.media}
    as_read |= {"audience": post.audience, "publish_at": post.publish_at, "caption": post.caption}
    done = await collection("posts").update_one(as_read, {"$set": change, "$inc": {"version": 1}}, session=session)
    return bool(done.modified_count)


async def _change_state(post: Post, before: Sequence[str], after: str) -> bool:
    async def write(session: Session) -> ObjectId | None:
        query = {"_id": post.id, "state": {"$in": list(before)}}
        done = await collection("posts").update_one(query, {"$set": {"state": after}}, session=session)
        return await promise(session, "post_changed", post.id) if done.modified_count else None

    if (promised := await transaction(write)) is None:
        return False
    await keep(promised, announcing.announce(post))
    return True
