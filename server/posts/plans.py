"""Posts for later: the moment is changed, or the post is a draft again."""

from datetime import datetime, timedelta
from typing import Any

from bson import ObjectId

from server.background.promises import keep, promise
from server.media import queries as uploads
from server.media.models import DELETED as UPLOAD_DELETED
from server.posts import actions, announcing, publishing
from server.posts.models import DELETED, FAILED, PROCESSING, SCHEDULED, WITHDRAWING, Delivery, Post
from server.settings import current
from server.stores.documents import dump, load, now
from server.stores.mongo import Session, collection, transaction


class DraftInTheWay(Exception):
    """There is a draft already, and there is one draft for each person."""


async def plan(post: Post, publish_at: datetime | None) -> None:
    """Have a post that is not published yet appear at this moment; None is as soon as it can."""
    if publish_at == post.publish_at:
        return

    async def write(session: Session) -> ObjectId | None:
        query = {"_id": post.id, "state": {"$in": [PROCESSING, SCHEDULED, FAILED]}}
        change = {"$set": {"publish_at": publish_at}}
        done = await collection("posts").update_one(query, change, session=session)
        return await promise(session, "post_replanned", post.id) if done.modified_count else None

    if promised := await transaction(write):
        await keep(promised, post_replanned(post.id))


async def post_replanned(post_id: ObjectId) -> None:
    """Publish a post whose moment was changed, if that has come, and show its author when it is. May run twice."""
    await publishing.settle_post(post_id)
    await announcing.post_changed(post_id)


async def cancel(post: Post) -> bool:
    """Make the draft of a planned post again: its words, and its uploads in their order, but for the moment.

    False when it is not planned any more. Raises DraftInTheWay when there is a draft with something in it; then
    nothing is changed.
    """

    async def write(session: Session) -> ObjectId | None:
        moment = now()
        out = dump(Delivery(state=WITHDRAWING, next_try_at=moment, queued_at=moment))
        gone = {"state": DELETED, "deleted_at": moment, "delivery": out, "media": []}
        query = {"_id": post.id, "state": SCHEDULED}
        document = await collection("posts").find_one_and_update(
            query, {"$set": gone, "$inc": {"version": 1}}, session=session
        )
        if document is None:
            return None
        if await _has_draft(post.author, session):
            raise DraftInTheWay
        await _to_draft(load(Post, document), session)
        return await promise(session, "post_deleted", post.id)

    if promised := await transaction(write):
        await keep(promised, actions.post_deleted(post.id))
    return promised is not None


async def _has_draft(owner: ObjectId, session: Session) -> bool:
    typed = {"_id": owner, "caption": {"$nin": ["", None]}}
    if await collection("drafts").find_one(typed, {"_id": 1}, session=session):
        return True
    return await collection("media").find_one(uploads.unposted(owner), {"_id": 1}, session=session) is not None


async def _to_draft(post: Post, session: Session) -> None:
    moment = now()
    until = moment + timedelta(days=current().draft_days)
    words: dict[str, Any] = {"key": "", "caption": post.caption, "audience": post.audience, "at": ""}
    change = {"$set": words | {"order": post.media, "saved_at": moment, "expires_at": until}}
    await collection("drafts").update_one({"_id": post.author}, change, upsert=True, session=session)
    theirs = {"_id": {"$in": post.media}, "state": {"$ne": UPLOAD_DELETED}}
    free = {"$set": {"post": None, "kept_until": until}}
    await collection("media").update_many(theirs, free, session=session)
