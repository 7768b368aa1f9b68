"""What became of a post on its way into feeds, for its author; and why it is not in somebody's feed, for her."""

import contextlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import structlog
from bson import ObjectId

from server.accounts import queries as accounts
from server.feed import timelines
from server.i18n import mark
from server.posts.models import PENDING, Delivery, Post
from server.relationships import queries as relationships
from server.stores import timelines as stored
from server.stores.redis import RedisError

REDIS, MONGODB = "Redis", "MongoDB"  # what an error in a Delivery begins with
PLAINLY = {
    REDIS: mark("The store in which feeds are kept did not answer."),
    MONGODB: mark("The database did not answer."),
}

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Receipt:
    """The delivery of one post. `state` is that of its Delivery.

    Of `followers`, `active` were here lately and `absent` were not; it was put into `feeds`, and `unmade` is how many
    of the active had none yet: it is made when they come, with the post in it. None of this is counted when it
    `is_merged`: the feeds of all followers look for it themselves. Seconds are counted from publishing, None while it
    is not so far. `left`: followers still to be served.
    """

    state: str
    is_merged: bool
    followers: int
    active: int
    absent: int
    feeds: int
    unmade: int
    seconds_to_thousand: float | None
    seconds_to_all: float | None
    left: int
    attempts: int
    error: str
    next_try_at: datetime


class Why(StrEnum):
    """Where a post is, for somebody who misses it."""

    IN_FEED = "in_feed"  # It is in your feed, at place N.
    FURTHER_DOWN = "further_down"  # Your feed keeps the newest 500 posts at hand; it is older: go on to older photos.
    UNPUBLISHED = "unpublished"  # It is yours, and not published yet.
    NOT_FOLLOWED = "not_followed"  # You do not follow its author.
    ON_ITS_WAY = "on_its_way"  # It is still being brought to your feed.
    TRIED_AGAIN = "tried_again"  # It could not be brought to your feed yet: that is tried again at T.
    MISSING = "missing"  # It should be in your feed and was not: your feed is made anew when you next open it.


@dataclass(frozen=True)
class Reason:
    """Why, with the facts for the sentence: its `place` in the feed; whether it is there because its author is so big
    that her posts are merged in (`is_merged`), or because the feed was made anew just now (`was_rebuilt`); how far back
    the feed is kept at hand; what failed, and when that is tried again."""

    why: Why
    place: int | None = None
    is_own: bool = False
    is_merged: bool = False
    was_rebuilt: bool = False
    reaches_back_to: datetime | None = None
    error: str = ""
    next_try_at: datetime | None = None


async def receipt(post: Post) -> Receipt | None:
    """The delivery of a post, for its author; None when it was never published."""
    delivery, author = post.delivery, await accounts.by_id(post.author)
    if delivery is None or author is None or post.published_at is None:
        return None
    return Receipt(
        state=delivery.state,
        is_merged=delivery.is_merged,
        followers=delivery.followers,
        active=delivery.active,
        absent=0 if delivery.is_merged else delivery.followers - delivery.active,
        feeds=delivery.feeds,
        unmade=delivery.active - delivery.feeds,
        seconds_to_thousand=_seconds(post.published_at, delivery.thousand_at),
        seconds_to_all=_seconds(post.published_at, delivery.done_at),
        left=max(0, author.followers - delivery.followers) if delivery.state == PENDING else 0,
        attempts=delivery.attempts,
        error=_plainly(delivery),
        next_try_at=delivery.next_try_at,
    )


async def why(viewer: ObjectId, post: Post) -> Reason:
    """Where a post that the viewer may see is in her feed, or why it is not there."""
    is_own = post.author == viewer
    if not post.is_published or post.feed_id is None:
        return Reason(Why.UNPUBLISHED, is_own=is_own)
    if not is_own and not await relationships.follows(viewer, post.author):
        return Reason(Why.NOT_FOLLOWED)
    was_rebuilt = not await _is_kept(viewer)
    is_merged = not is_own and post.author in await timelines.big_followed(viewer)
    ids = await timelines.feed_ids(viewer)
    if place := await timelines.place(viewer, ids, post.feed_id):
        return Reason(Why.IN_FEED, place, is_own, is_merged, was_rebuilt)
    if ids and post.feed_id < ids[-1]:
        return Reason(Why.FURTHER_DOWN, is_own=is_own, reaches_back_to=ids[-1].generation_time)
    reason = _on_its_way(post, is_own)
    if reason.why == Why.MISSING:
        await _forget(viewer)
    return reason


def _on_its_way(post: Post, is_own: bool) -> Reason:
    delivery = post.delivery
    if delivery is None or delivery.state != PENDING:
        return Reason(Why.MISSING, is_own=is_own)
    if delivery.error:
        return Reason(Why.TRIED_AGAIN, is_own=is_own, error=_plainly(delivery), next_try_at=delivery.next_try_at)
    return Reason(Why.ON_ITS_WAY, is_own=is_own)


async def _is_kept(account: ObjectId) -> bool:
    try:
        return isinstance(await stored.read(account), stored.Timeline)
    except RedisError:
        return False


async def _forget(account: ObjectId) -> None:
    log.error("timeline_incomplete", account=str(account))
    with contextlib.suppress(RedisError):
        await stored.forget(account)


def _plainly(delivery: Delivery) -> str:
    return PLAINLY.get(delivery.error.partition(":")[0], "") if delivery.error else ""


def _seconds(since: datetime, until: datetime | None) -> float | None:
    return (until - since).total_seconds() if until else None
