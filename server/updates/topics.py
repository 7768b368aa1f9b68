"""What a topic is to the features: who may hear it, and the state it is in now."""

from collections.abc import Callable, Collection, Iterable
from functools import partial
from typing import NamedTuple

from bson import ObjectId

from server.accounts import queries as accounts
from server.accounts.models import Viewer
from server.feed import broadcasts as feed
from server.media import broadcasts as media_broadcasts
from server.media import queries as media
from server.posts import broadcasts as post_broadcasts
from server.posts import queries as posts
from server.posts.models import Post
from server.realtime import replay
from server.realtime.topics import Topic
from server.relationships import broadcasts as relationship_broadcasts
from server.relationships.queries import follows, may_see


class State(NamedTuple):
    """The version of a state topic's current fragment, and how to render it."""

    version: int
    render: Callable[[], str]


async def may_hear(viewer: Viewer | None, topics: Collection[Topic]) -> set[Topic]:
    """Those of the topics that the database, asked now, lets this viewer hear."""
    shown = await _published(topics)
    people = await accounts.by_ids(topic.id for topic in topics if topic.kind == "profile")
    heard = set()
    for topic in topics:
        match topic.kind:
            case "post" | "comments":
                post = shown.get(topic.id)
                is_allowed = post is not None and await may_see(viewer, post.author, post.audience)
            case "progress":
                upload = await media.by_id(topic.id)
                is_allowed = viewer is not None and upload is not None and upload.owner == viewer.id
            case "account":
                is_allowed = viewer is not None and viewer.id == topic.id
            case "posted":
                is_allowed = viewer is not None and (viewer.id == topic.id or await follows(viewer.id, topic.id))
            case _:
                is_allowed = topic.id in people
        if is_allowed:
            heard.add(topic)
    return heard


async def missed(topic: Topic, seen: str) -> list[str]:
    """The frames of a log topic since position `seen`, or one that says "reload this part". Raises RedisError."""
    frames = await replay.since(topic, seen)
    if topic.kind == "account" and replay.POSITION.fullmatch(seen) and await feed.missed(topic.id, seen):
        # In the order of the positions.
        frames.insert(0, feed.missed_frame(topic.id, seen))
    return frames


async def states(viewer: Viewer | None, topics: Collection[Topic]) -> dict[Topic, State]:
    """The states of those state topics whose thing is still there for the viewer, read now."""
    shown = await _published(topic for topic in topics if topic.kind == "post")
    people = await accounts.by_ids(topic.id for topic in topics if topic.kind == "profile")
    found = {}
    for topic in topics:
        if topic.kind == "post" and (post := shown.get(topic.id)):
            if not await may_see(viewer, post.author, post.audience):
                continue
            found[topic] = State(post.version, partial(post_broadcasts.counts, post))
        elif topic.kind == "profile" and (account := people.get(topic.id)):
            found[topic] = State(account.version, partial(relationship_broadcasts.counts, account))
        elif topic.kind == "progress" and (upload := await media.by_id(topic.id)):
            found[topic] = State(upload.version, partial(media_broadcasts.progress, upload))
    return found


async def _published(topics: Iterable[Topic]) -> dict[ObjectId, Post]:
    wanted = {topic.id for topic in topics if topic.kind in ("post", "comments")}
    found = await posts.published_by_ids(wanted) if wanted else {}
    return {post_id: post for post_id, post in found.items() if isinstance(post, Post)}
