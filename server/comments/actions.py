"""Saying something, and taking it back."""

from bson import ObjectId
from pymongo.errors import DuplicateKeyError

from server.accounts import queries as accounts
from server.accounts.models import Viewer
from server.comments import broadcasts, queries
from server.comments.models import Comment
from server.notifications import actions as notifications
from server.posts import actions as posts
from server.posts.models import Post
from server.stores.documents import dump, now
from server.stores.mongo import Session, collection, transaction
from server.web import text as words


class Gone(Exception):
    """The post was deleted meanwhile."""


async def add(viewer: Viewer, post: Post, *, text: str, key: str) -> Comment:
    """A new comment; the same `key` again gives the comment that it made before. Raises Gone."""
    comment = Comment(id=ObjectId(), post=post.id, author=viewer.id, key=key, text=text, created_at=now())

    async def write(session: Session) -> Post | None:
        after = await posts.count(post.id, session, comments=1)
        if after is not None:
            await collection("comments").insert_one(dump(comment), session=session)
        return after

    try:
        after = await transaction(write)
    except DuplicateKeyError:
        made = await queries.by_key(viewer.id, key)
        if made is None:
            raise
        return made
    if after is None:
        raise Gone
    await _announce(comment, after)
    return comment


async def remove(post: Post, comment: Comment) -> None:
    """Take a comment away."""

    async def write(session: Session) -> Post | None:
        gone = await collection("comments").delete_one({"_id": comment.id}, session=session)
        return await posts.count(post.id, session, comments=-1) if gone.deleted_count else None

    after = await transaction(write)
    if after is None:
        return
    await broadcasts.removed(post.id, comment.id)
    await posts.announce_counts(after)
    await notifications.withdraw(post.author, "comment", actor=comment.author, about=comment.id)
    for person in await accounts.by_usernames(words.mentions(comment.text)):
        await notifications.withdraw(person.id, "mention", actor=comment.author, about=comment.id)


async def _announce(comment: Comment, post: Post) -> None:
    author = await accounts.by_id(comment.author)
    if author is not None:
        await broadcasts.added(comment, author)
    await posts.announce_counts(post)
    await _tell(post.author, "comment", comment)
    for person in await accounts.by_usernames(words.mentions(comment.text)):
        if person.id != post.author:
            await _tell(person.id, "mention", comment)


async def _tell(account: ObjectId, kind: str, comment: Comment) -> None:
    await notifications.notify(
        account, kind, actor=comment.author, about=comment.id, post=comment.post, text=comment.text
    )
