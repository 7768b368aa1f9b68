"""Which partial goes to whom when a post changes."""

from functools import partial

from server.posts.counts import Counts
from server.posts.models import Post
from server.realtime import publish, topics
from server.web import templates


def counts(post: Post) -> str:
    """A post's counts as everybody sees them. Both in one: a version then stands for all that is shown."""
    body = templates.render("posts/_counts.html", id=post.id, counted=Counts.of(post))
    return templates.render("_replace.html", target=f"counts-{post.id}", body=body)


async def counts_changed(post: Post) -> None:
    """Show new counts wherever the post is open."""
    await publish.state(topics.post(post.id), post.version, partial(counts, post))


async def gone(post: Post) -> None:
    """Take the post off every open page, and let nobody hear of it any more."""
    await publish.state(
        topics.post(post.id), post.version + 1, partial(templates.render, "posts/_gone.html", post=post)
    )
    await publish.control("topic_ended", topics.post(post.id))
    await publish.control("topic_ended", topics.comments(post.id))


async def state_changed(post: Post) -> None:
    """Have the author's tabs fetch the post anew: it is published, or has failed."""
    await publish.append(topics.account(post.author), hint=f"post-{post.id}")
