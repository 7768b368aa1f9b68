"""What is said, and to whom, when a post is there, looks different or has gone."""

from collections.abc import Sequence

from bson import ObjectId

from server.accounts import queries as people
from server.notifications import actions as notifications
from server.notifications.models import Notification
from server.posts import broadcasts, newest, queries
from server.posts.models import Post
from server.relationships import broadcasts as relationships
from server.relationships.queries import FOLLOWERS, who_may_see
from server.stores import freshness
from server.web import text


async def post_changed(post_id: ObjectId, *told: ObjectId) -> None:
    """Announce that a post is published, looks different or has failed, and ring the bells of those `told`.

    May run twice, and late.
    """
    post = await queries.by_id(post_id)
    if post is not None:
        await announce(post, told)


async def announce_author(account: ObjectId) -> None:
    """Show how many posts a person has, wherever her profile is open."""
    author = await people.by_id(account)
    if author is not None:
        await relationships.counts_changed(author)


async def announce(post: Post, told: Sequence[ObjectId] = ()) -> None:
    """Have every page that shows the post look anew, and ring the bells of those `told`."""
    await freshness.touch(f"post:{post.id}", f"viewer:{post.author}", newest.STAMP)
    await broadcasts.state_changed(post)
    await announce_author(post.author)
    await notifications.ring(*told)


def guard(post: Post) -> ObjectId | None:
    """Whom one must follow to be told of a post; None when that does not matter."""
    return post.author if post.audience == FOLLOWERS else None


async def mentions(post: Post) -> list[Notification]:
    """The word to those whom a post names, as far as it is for them."""
    named = await people.by_usernames(text.mentions(post.caption))
    allowed = await who_may_see([person.id for person in named], post.author, post.audience)
    return [
        notifications.note(person.id, "mention", actor=post.author, post=post.id, guard=guard(post), text=post.caption)
        for person in named
        if person.id in allowed
    ]
