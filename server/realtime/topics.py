"""The names of all topics, in one place. A topic is what a tab can hear.

A *state* topic carries the whole current fragment each time (a count); who joins gets the current one.
A *log* topic carries events, each of which matters (a comment, a hint); who joins again gets those it missed.
"""

from typing import NamedTuple

from bson import ObjectId

STATES = frozenset({"post", "profile", "progress"})
LOGS = frozenset({"comments", "account", "posted"})


class Topic(NamedTuple):
    """What kind of thing, and which one."""

    kind: str
    id: ObjectId

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"

    @property
    def is_log(self) -> bool:
        """Whether events of this topic are replayed to who missed them."""
        return self.kind in LOGS


def parse(text: str) -> Topic | None:
    """The topic written as `kind:id`, or None when there is no such kind or the id is not one."""
    kind, _, identifier = text.partition(":")
    if kind in STATES | LOGS and ObjectId.is_valid(identifier):
        return Topic(kind, ObjectId(identifier))
    return None


def post(post_id: ObjectId) -> Topic:
    """State: a post's counts."""
    return Topic("post", post_id)


def comments(post_id: ObjectId) -> Topic:
    """Log: what is said under a post."""
    return Topic("comments", post_id)


def progress(media_id: ObjectId) -> Topic:
    """State, for its owner only: how far an upload's processing is."""
    return Topic("progress", media_id)


def profile(account_id: ObjectId) -> Topic:
    """State: an account's counts."""
    return Topic("profile", account_id)


def account(account_id: ObjectId) -> Topic:
    """Log, for that account only: hints that something personal has changed."""
    return Topic("account", account_id)


def posted(author_id: ObjectId) -> Topic:
    """Log: that an author has posted who is so big that her followers are not told one by one."""
    return Topic("posted", author_id)
