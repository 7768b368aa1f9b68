"""Who may see a post is changed after it was posted: at once, for everybody."""

from collections.abc import Callable, Coroutine
from typing import Any

from bson import ObjectId

from server.accounts import actions as accounts
from server.background import enqueue
from server.background.promises import keep, promise
from server.media import actions as media
from server.notifications import actions as notifications
from server.posts import announcing, broadcasts, newest, queries, shown
from server.posts.models import DELETED, Delivery, Post
from server.relationships.queries import AUDIENCES, AUTHOR, PUBLIC, who_may_see
from server.stores import freshness
from server.stores.documents import dump, load, now
from server.stores.mongo import Session, collection, transaction

Announce = Callable[[ObjectId], Coroutine[Any, Any, None]]


async def change(post: Post, audience: str) -> None:
    """Show a post to `audience`, and to nobody else, from now on."""

    async def write(session: Session) -> tuple[ObjectId, Announce] | None:
        query = {"_id": post.id, "state": {"$ne": DELETED}, "audience": {"$ne": audience}}
        step = {"$set": {"audience": audience}, "$inc": {"version": 1}}
        document = await collection("posts").find_one_and_update(query, step, session=session)
        if document is None:
            return None
        before = load(Post, document)
        if before.is_published:
            await _show_to(before, audience, session)
        is_narrower = AUDIENCES.index(audience) > AUDIENCES.index(before.audience)
        announce = audience_narrowed if is_narrower else audience_widened
        return await promise(session, announce.__name__, post.id), announce

    if done := await transaction(write):
        promised, announce = done
        await keep(promised, announce(post.id))


async def _show_to(before: Post, audience: str, session: Session) -> None:
    """What belongs to a published post goes with it: its addresses, its bytes, the count, and its way into feeds."""
    fields = {"items": dump(shown.addressed(before.items, audience))}
    if before.audience == AUTHOR:
        moment = now()
        # Not the first attempt: it may have been in these feeds before.
        fields["delivery"] = dump(Delivery(attempts=1, next_try_at=moment, queued_at=moment))
    await collection("posts").update_one({"_id": before.id}, {"$set": fields}, session=session)
    await media.open_to([item.media for item in before.items], audience, session)
    if counted := (audience == PUBLIC) - (before.audience == PUBLIC):
        await accounts.count(before.author, session, posts=counted)


async def audience_narrowed(post_id: ObjectId) -> None:
    """Take a post off every open page, and take back what was told of it to those who may not see it any more.

    May run twice, and late.
    """
    post = await queries.by_id(post_id)
    if post is None:
        return
    await _touch(post)
    if post.audience != PUBLIC:
        await broadcasts.gone(post)
        told = await notifications.told_about(post.id)
        hidden = set(told) - await who_may_see(told, post.author, post.audience)
        await notifications.withdraw_from(post.id, hidden)
        await notifications.guard(post.id, announcing.guard(post))
        await notifications.ring(*hidden)


async def audience_widened(post_id: ObjectId) -> None:
    """Bring a post to those who may see it now. May run twice, and late."""
    post = await queries.by_id(post_id)
    if post is None:
        return
    await _touch(post)
    if post.is_published:
        await enqueue("deliver_post", post.id)
        await notifications.guard(post.id, announcing.guard(post))
        notes = await announcing.mentions(post)

        async def write(session: Session) -> list[ObjectId]:
            return await notifications.tell(notes, session)

        await notifications.ring(*await transaction(write))


async def _touch(post: Post) -> None:
    await freshness.touch(f"post:{post.id}", f"viewer:{post.author}", newest.STAMP)
    await announcing.announce_author(post.author)
