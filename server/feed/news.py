"""What came into a feed since a page of it was made, the late included: a post may come in between of those shown.

Posts stand in the order in which they were published, and are brought to a feed in another: that of somebody with many
followers is still on its way when the next one is there. So a page says which posts it shows, not just the newest.
"""

from collections.abc import Iterable
from typing import NamedTuple

from bson import ObjectId

from server.accounts.models import Viewer
from server.feed import timelines
from server.posts import queries as posts
from server.posts.queries import Ref

ABOVE_MOST = 48  # beyond that the page is made anew
SHOWN_MOST = 60
BOTTOM = ObjectId(bytes(12))


class Since(NamedTuple):
    """The feed ids that a page shows, newest first; what is below the last of them is no news."""

    shown: list[ObjectId]

    @classmethod
    def of(cls, refs: Iterable[Ref], *, is_all: bool) -> "Since":
        """What a page shows that begins with `refs`, which may be the whole feed."""
        return cls([*[ref.feed_id for ref in refs], *([BOTTOM] if is_all else [])])

    @classmethod
    def parse(cls, text: str) -> "Since":
        """What str() gave; also one post's id, below which nothing is news."""
        return cls([ObjectId(each) for each in text.split(".")[:SHOWN_MOST] if ObjectId.is_valid(each)])

    def __str__(self) -> str:
        """As it stands in an address."""
        return ".".join(map(str, self.shown[:SHOWN_MOST]))

    def with_those(self, refs: Iterable[Ref]) -> "Since":
        """What the page shows when `refs` were put into it."""
        return Since(sorted({*self.shown, *(ref.feed_id for ref in refs)}, reverse=True))


async def came(viewer: Viewer, since: Since) -> list[Ref]:
    """Up to ABOVE_MOST posts of others that are in the viewer's feed and that the page does not show, newest first."""
    floor = await posts.cursor(str(since.shown[-1])) if since.shown else None
    found = await timelines.page(viewer.id, before=None, limit=ABOVE_MOST + len(since.shown))
    news = [ref for ref in found if ref.author != viewer.id and (floor is None or ref.feed_id > floor)]
    return [ref for ref in news if ref.feed_id not in since.shown][:ABOVE_MOST]
