"""A post's counts in Redis, so that a like makes nothing be rendered or read anew but a few digits.

Whoever changed the counts puts them here after MongoDB has them. A version is never replaced by an older one.
"""

from collections.abc import Iterable
from typing import NamedTuple, Self

import structlog
from bson import ObjectId

from server.posts.models import Post
from server.stores.mongo import collection
from server.stores.redis import RedisError, redis

# How far a page may be behind when Redis was away while the counts changed.
KEEP_SECONDS = 60
FIELDS = {"version": 1, "likes": 1, "comments": 1}

# KEYS: one for each post. ARGV: seconds, then for each: version, text. The text begins with its version.
_PUT = """
for place, key in ipairs(KEYS) do
  local known = redis.call('GET', key)
  if not known or tonumber(string.match(known, '^%d+')) < tonumber(ARGV[2 * place]) then
    redis.call('SET', key, ARGV[2 * place + 1], 'EX', ARGV[1])
  end
end
"""

log = structlog.get_logger(__name__)


class Counts(NamedTuple):
    """What is counted of a post, and the version that it had then."""

    version: int
    likes: int
    comments: int

    @classmethod
    def of(cls, post: Post) -> Self:
        """Those of a post."""
        return cls(post.version, post.likes, post.comments)

    @classmethod
    def parse(cls, text: bytes) -> Self:
        """What put() wrote."""
        return cls(*map(int, text.split()))

    @property
    def text(self) -> str:
        """As it stands in Redis."""
        return " ".join(map(str, self))


def key(post: ObjectId) -> str:
    """Where the counts of a post are in Redis."""
    return f"counts:{post}"


async def put(counts: dict[ObjectId, Counts]) -> None:
    """Let pages know the counts of these posts; a newer version that is there already stays."""
    if not counts:
        return
    keys = [key(post) for post in counts]
    texts = [word for each in counts.values() for word in (each.version, each.text)]
    try:
        await redis().eval(_PUT, len(keys), *keys, KEEP_SECONDS, *texts)
    except RedisError as error:
        log.warning("counts_not_put", reason=str(error))


async def read(posts: Iterable[ObjectId]) -> dict[ObjectId, Counts]:
    """The counts of those posts that exist, in one query; pages find them in Redis from now on."""
    documents = await collection("posts").find({"_id": {"$in": list(posts)}}, FIELDS).to_list(None)
    found = {
        document["_id"]: Counts(*(document[field] for field in FIELDS))
        for document in documents
        if all(isinstance(document.get(field), int) for field in FIELDS)
    }
    await put(found)
    return found
