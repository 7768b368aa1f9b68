"""From processed uploads to a published post. Every step may run twice."""

from bson import ObjectId

from server.accounts import actions as accounts
from server.accounts import queries as people
from server.background import enqueue
from server.media import actions as media
from server.media import queries as uploads
from server.media.models import FAILED as UPLOAD_FAILED
from server.media.models import READY, Media, Photo
from server.notifications import actions as notifications
from server.posts import broadcasts, queries
from server.posts.models import FAILED, PROCESSING, PUBLISHED, Delivery, Post, new_feed_id
from server.stores import freshness
from server.stores.documents import dump, now
from server.stores.mongo import Session, collection, transaction
from server.web import text


async def photo_settled(media_id: ObjectId) -> None:
    """An upload of a post is ready, has failed, or is tried again: bring its post to the same state."""
    post = await queries.with_media(media_id)
    if post is not None:
        await settle(post)


async def settle(post: Post) -> None:
    """Publish the post when all its uploads are ready; say that it failed when one has."""
    found = await uploads.by_ids(post.media)
    states = {upload.state for upload in found}
    if len(found) == len(post.media) and states == {READY}:
        await _publish(post, found)
    elif UPLOAD_FAILED in states:
        await _change_state(post, PROCESSING, FAILED)


async def retry(post: Post) -> None:
    """Try the failed uploads of a post again."""
    await _change_state(post, FAILED, PROCESSING)
    for media_id in post.media:
        await media.retry(media_id)


async def retry_upload(media_id: ObjectId) -> None:
    """Try one failed upload again, and its post with it."""
    post = await queries.with_media(media_id)
    if post is not None:
        await _change_state(post, FAILED, PROCESSING)
    await media.retry(media_id)


async def sweep() -> int:
    """Settle posts whose uploads have ended without word, and queue lost deliveries; how many there were."""
    waiting = await collection("posts").find({"state": PROCESSING}, {"media": 1}).limit(200).to_list(None)
    ended = {"_id": {"$in": [media_id for post in waiting for media_id in post["media"]]}}
    ended |= {"state": {"$in": [READY, UPLOAD_FAILED]}}
    settled = await collection("media").distinct("_id", ended)
    for media_id in settled:
        await photo_settled(media_id)
    lost = await queries.lost_deliveries()
    for post in lost:
        await collection("posts").update_one({"_id": post.id}, {"$set": {"delivery.queued_at": now()}})
        await enqueue("deliver_post", post.id)
    return len(settled) + len(lost)


async def _publish(post: Post, found: list[Media]) -> None:
    photos = [_photo(upload, alt) for upload, alt in zip(found, post.alts, strict=True)]
    moment = now()
    published = {
        "state": PUBLISHED,
        "feed_id": new_feed_id(moment),
        "published_at": moment,
        "photos": dump(photos),
        "delivery": dump(Delivery(next_try_at=moment, queued_at=moment)),
    }

    async def write(session: Session) -> bool:
        done = await collection("posts").update_one(
            {"_id": post.id, "state": {"$in": [PROCESSING, FAILED]}},
            {"$set": published, "$inc": {"version": 1}},
            session=session,
        )
        if done.modified_count:
            await media.publish(post.media, session)
            await accounts.count(post.author, session, posts=1)
        return bool(done.modified_count)

    if await transaction(write):
        await enqueue("deliver_post", post.id)
        await _announce(post)
        for person in await people.by_usernames(text.mentions(post.caption)):
            await notifications.notify(person.id, "mention", actor=post.author, post=post.id, text=post.caption)


async def _change_state(post: Post, before: str, after: str) -> None:
    done = await collection("posts").update_one({"_id": post.id, "state": before}, {"$set": {"state": after}})
    if done.modified_count:
        await _announce(post)


async def _announce(post: Post) -> None:
    await freshness.touch(f"post:{post.id}", f"viewer:{post.author}")
    await broadcasts.state_changed(post)


def _photo(upload: Media, alt: str) -> Photo:
    return Photo(
        media=upload.id,
        alt=alt,
        width=upload.width,
        height=upload.height,
        placeholder=upload.placeholder,
        renditions=upload.renditions,
    )
