"""Saying something, and taking it back."""

from collections.abc import Sequence

from bson import ObjectId
from pymongo.errors import DuplicateKeyError

from server.accounts import queries as accounts
from server.accounts.models import Viewer
from server.background.promises import keep, promise
from server.comments import broadcasts, queries
from server.comments.models import Comment
from server.notifications import actions as notifications
from server.notifications.models import Notification
from server.posts import actions as posts
from server.posts import queries as published
from server.posts.announcing import guard
from server.posts.models import Post
from server.relationships.queries import who_may_see
from server.stores.documents import dump, now
from server.stores.mongo import Session, collection, transaction
from server.web import text as words


class Gone(Exception):
    """The post was deleted meanwhile."""


async def add(viewer: Viewer, post: Post, *, text: str, key: str) -> Comment:
    """A new comment; the same `key` again gives the comment that it made before. Raises Gone."""
    comment = Comment(
        id=ObjectId(), post=post.id, author=viewer.id, post_author=post.author, key=key, text=text, created_at=now()
    )
    notes = await _notes(post, comment)

    async def write(session: Session) -> tuple[Post, list[ObjectId], ObjectId]:
        after = await posts.count(post.id, session, comments=1)
        if after is None:
            raise Gone
        await collection("comments").insert_one(dump(comment), session=session)
        told = await notifications.tell(notes, session)
        return after, told, await promise(session, "comment_added", post.id, comment.id, *told)

    try:
        after, told, promised = await transaction(write)
    except DuplicateKeyError:
        made = await queries.by_key(viewer.id, key)
        if made is None:
            raise
        return made
    await keep(promised, _announce(after, comment, told))
    return comment


async def remove(post: Post, comment: Comment) -> None:
    """Take a comment away."""
    notes = await _notes(post, comment)

    async def write(session: Session) -> tuple[list[ObjectId], ObjectId] | None:
        gone = await collection("comments").delete_one({"_id": comment.id}, session=session)
        if not gone.deleted_count:
            return None
        await posts.count(post.id, session, comments=-1)
        told = await notifications.take_back(notes, session)
        return told, await promise(session, "comment_removed", post.id, comment.id, *told)

    if done := await transaction(write):
        told, promised = done
        await keep(promised, comment_removed(post.id, comment.id, *told))


async def comment_added(post_id: ObjectId, comment_id: ObjectId, *told: ObjectId) -> None:
    """Announce a comment, and ring the bells of those who were told of it. May run twice, and late."""
    post, comment = await published.by_id(post_id), await queries.one(post_id, comment_id)
    if post is not None and comment is not None:
        await _announce(post, comment, told)
    elif comment is None:
        # Who announced it may have been cut off before it saw that it was taken back.
        await broadcasts.removed(post_id, comment_id)


async def comment_removed(post_id: ObjectId, comment_id: ObjectId, *told: ObjectId) -> None:
    """Announce that a comment is gone, and ring the bells of those who had been told of it. May run twice."""
    post = await published.by_id(post_id)
    if post is not None:
        await posts.announce_counts(post)
    await broadcasts.removed(post_id, comment_id)
    await notifications.ring(*told)


async def _announce(post: Post, comment: Comment, told: Sequence[ObjectId]) -> None:
    await posts.announce_counts(post)
    author = await accounts.by_id(comment.author)
    if author is not None:
        await broadcasts.added(comment, author)
    await notifications.ring(*told)
    if await queries.one(comment.post, comment.id) is None:
        # It was taken back, and that announced, while we announced it.
        await broadcasts.removed(comment.post, comment.id)


async def _notes(post: Post, comment: Comment) -> list[Notification]:
    """What is told of a comment: to the post's author, and to who is mentioned."""
    mentioned = [person.id for person in await accounts.by_usernames(words.mentions(comment.text))]
    allowed = await who_may_see(mentioned, post.author, post.audience)
    named = [person for person in mentioned if person in allowed and person != post.author]
    told = [(post.author, "comment")] + [(person, "mention") for person in named]
    return [
        notifications.note(
            account,
            kind,
            actor=comment.author,
            about=comment.id,
            post=comment.post,
            guard=guard(post),
            text=comment.text,
        )
        for account, kind in told
    ]
