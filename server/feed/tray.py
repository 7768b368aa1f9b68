"""The tray above the feed: who has posted since somebody was last here."""

from collections.abc import Sequence

from bson import ObjectId

from server.accounts import queries as accounts
from server.accounts.models import Account
from server.feed.lists import Reading
from server.posts.queries import Ref

MOST = 10


async def newcomers(viewer: ObjectId, reading: Reading, refs: Sequence[Ref]) -> list[Account]:
    """The authors of what is new to `viewer` among `refs`, the newest first, without herself."""
    authors = [author for author in reading.new_authors(refs) if author != viewer][:MOST]
    found = await accounts.by_ids(authors)
    return [found[author] for author in authors if author in found]
