"""The names of all topics, in one place. A topic is what a tab can hear.

A *state* topic carries the whole current fragment each time (a count); who joins gets the current one. It speaks the
language of the page, which is a part of its name.
A *log* topic carries events, each of which matters (a comment, a hint); who joins again gets those it missed.
"""

from typing import NamedTuple

from bson import ObjectId

from server.i18n import ENGLISH, LANGUAGES

STATES = frozenset({"post", "profile", "progress"})
LOGS = frozenset({"comments", "account", "posted"})


class Topic(NamedTuple):
    """What kind of thing, and which one, in which language as far as it has words."""

    kind: str
    id: ObjectId
    language: str = ENGLISH

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}" + ("" if self.language == ENGLISH else f"@{self.language}")

    def each_language(self) -> list["Topic"]:
        """The topic in all the languages in which somebody may hear it."""
        return [self] if self.is_log else [self._replace(language=language) for language in LANGUAGES]

    @property
    def is_log(self) -> bool:
        """Whether events of this topic are replayed to who missed them."""
        return self.kind in LOGS


def parse(text: str) -> Topic | None:
    """The topic written as `kind:id` or `kind:id@language`, or None when that names none."""
    name, at, language = text.partition("@")
    kind, _, identifier = name.partition(":")
    if kind not in STATES | LOGS or not ObjectId.is_valid(identifier):
        return None
    if not at:
        return Topic(kind, ObjectId(identifier))
    is_known = kind in STATES and language in LANGUAGES and language != ENGLISH
    return Topic(kind, ObjectId(identifier), language) if is_known else None


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
