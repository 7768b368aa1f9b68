"""What a topic is to the features: who may hear it, and the state it is in now."""

from typing import NamedTuple

from server.accounts import queries as accounts
from server.accounts.models import Viewer
from server.media import broadcasts as media_broadcasts
from server.media import queries as media
from server.posts import broadcasts as post_broadcasts
from server.posts.queries import visible_post
from server.realtime.topics import Topic
from server.relationships import broadcasts as relationship_broadcasts


class State(NamedTuple):
    """The current fragment of a state topic, and its version."""

    version: int
    content: str


async def may_hear(viewer: Viewer | None, topic: Topic) -> bool:
    """Whether the database, asked now, lets this viewer hear this topic."""
    match topic.kind:
        case "post" | "comments":
            post = await visible_post(viewer, topic.id)
            return post is not None and post.is_published
        case "progress":
            upload = await media.by_id(topic.id)
            return viewer is not None and upload is not None and upload.owner == viewer.id
        case "account":
            return viewer is not None and viewer.id == topic.id
        case "profile":
            return await accounts.by_id(topic.id) is not None
    return False


async def state(topic: Topic) -> State | None:
    """The state of a state topic, read now; None when the thing is gone."""
    match topic.kind:
        case "post":
            post = await visible_post(None, topic.id)
            return State(post.version, post_broadcasts.counts(post)) if post else None
        case "profile":
            account = await accounts.by_id(topic.id)
            return State(account.version, relationship_broadcasts.counts(account)) if account else None
        case "progress":
            upload = await media.by_id(topic.id)
            return State(upload.version, media_broadcasts.progress(upload)) if upload else None
    return None
