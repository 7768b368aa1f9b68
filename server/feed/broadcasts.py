"""Which hint goes to whom when something new is in a feed, and when a delivery gets on."""

from collections.abc import Sequence

from bson import ObjectId

from server.posts.models import Post
from server.realtime import hints, publish, topics
from server.stores import timelines

# What the channels of accounts begin with.
CHANNELS = publish.channel("account:")
HINT = "posted"
# A post that comes into a feed within so many seconds of its feed id is told to open tabs only: a tab that was away is
# told when it comes back, by what came last into its owner's timeline.
SOON_SECONDS = 5
CLOCKS_SECONDS = 5


async def posted(accounts: Sequence[ObjectId]) -> None:
    """Have these accounts' tabs ask how many posts are new. Raises RedisError."""
    await hints.append_each(accounts, HINT)


async def posted_by_big(author: ObjectId) -> None:
    """The same for all who have this author's posts merged into their feeds."""
    await publish.append(topics.posted(author), hint=HINT)


async def delivery_got_on(post: Post) -> None:
    """Have the author's tabs look at the delivery of this post anew."""
    await publish.append(topics.account(post.author), hint=f"delivery-{post.id}")


async def missed(account: ObjectId, seen: str) -> bool:
    """Whether a post may have come into the feed since position `seen` of the account's log, unheard.

    Raises RedisError.
    """
    last = await timelines.last_moment(account)
    return last is None or last >= int(seen.partition("-")[0]) - (SOON_SECONDS + CLOCKS_SECONDS) * 1000


def missed_frame(account: ObjectId, seen: str) -> str:
    """The hint for a tab that was away, at the position that it has seen."""
    return f'{hints.open_frame(str(topics.account(account)), HINT)},"seen":"{seen}"}}'
