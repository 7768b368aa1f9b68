"""Liking, and taking it back. The row and the counter change together or not at all."""

from pymongo.errors import DuplicateKeyError

from server.accounts.models import Viewer
from server.likes.models import Like, made_id
from server.notifications import actions as notifications
from server.posts import actions as posts
from server.posts.models import Post
from server.stores import freshness
from server.stores.documents import dump, now
from server.stores.mongo import Session, collection, transaction


async def like(viewer: Viewer, post: Post) -> Post:
    """Have the viewer like a post; twice is once. The post as it is after."""
    mine = Like(id=made_id(post.id, viewer.id), post=post.id, account=viewer.id, created_at=now())

    async def write(session: Session) -> Post | None:
        after = await posts.count(post.id, session, likes=1)
        if after is not None:
            await collection("likes").insert_one(dump(mine), session=session)
        return after

    try:
        after = await transaction(write)
    except DuplicateKeyError:
        return post
    if after is None:
        return post
    await notifications.notify(post.author, "like", actor=viewer.id, post=post.id)
    return await _announce(viewer, after)


async def unlike(viewer: Viewer, post: Post) -> Post:
    """Have the viewer like a post no more. The post as it is after."""

    async def write(session: Session) -> Post | None:
        gone = await collection("likes").delete_one({"_id": made_id(post.id, viewer.id)}, session=session)
        return await posts.count(post.id, session, likes=-1) if gone.deleted_count else None

    after = await transaction(write)
    if after is None:
        return post
    await notifications.withdraw(post.author, "like", actor=viewer.id, about=post.id)
    return await _announce(viewer, after)


async def _announce(viewer: Viewer, post: Post) -> Post:
    await freshness.touch(f"viewer:{viewer.id}")
    await posts.announce_counts(post)
    return post
