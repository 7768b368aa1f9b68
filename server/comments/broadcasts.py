"""Which partial goes to whom when something is said."""

from bson import ObjectId

from server.accounts.models import Account
from server.comments.models import Comment
from server.realtime import publish, topics
from server.web import templates


async def added(comment: Comment, author: Account) -> None:
    """Put the comment into its place in every open thread; one that is there already is replaced."""
    content = templates.render("comments/_added.html", comment=comment, author=author)
    await publish.append(topics.comments(comment.post), content=content)


async def removed(post: ObjectId, comment_id: ObjectId) -> None:
    """Take the comment out of every open thread."""
    content = templates.render("comments/_removed.html", comment_id=comment_id)
    await publish.append(topics.comments(post), content=content)
