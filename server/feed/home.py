"""The home page, in parts: what depends on the viewer is kept under her stamp, the cards under theirs.

A warm page asks Redis once (are the stamps the same?) and MongoDB not at all. The parts of kept pages are the very
bytes of the kept cards, so a page that is kept costs the memory of its frame only.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bson import ObjectId
from markupsafe import Markup

from server.accounts import queries as accounts
from server.accounts.models import Account, Viewer
from server.feed import timelines
from server.likes.queries import liked_among
from server.posts import cards
from server.posts import queries as posts
from server.posts.queries import Ref
from server.realtime import publish
from server.stores import freshness
from server.web import pages

PAGE = 12
KEEP_MOST = 2_000
KEEP_SECONDS = 30.0  # and a kept card in it may be as old again
SUGGESTIONS = 6
CARDS, SEEN = "<!--cards-->", "<!--seen-->"
SEEN_SENT = SEEN.encode()


@dataclass(frozen=True)
class Home:
    """The first page of one viewer's feed: its frame, made under her `stamp`, and the `cards` made under `stamps`.

    `keys` are those of the stamps that the page depends on, the viewer's own last.
    """

    stamp: bytes
    until: float
    refs: list[Ref]
    keys: list[str]
    liked: set[ObjectId]
    before: bytes
    after: bytes
    stamps: list[bytes] | None = None
    cards: Sequence[bytes] = ()


_kept: dict[tuple[ObjectId, bool], Home] = {}


async def first_page(viewer: Viewer) -> bytes:
    """The home page as the viewer finds it now."""
    partial = pages.wants_partial()
    home = _kept.get((viewer.id, partial))
    stamps = await freshness.stamps(home.keys if home else [_own_stamp(viewer)])
    if home is None or stamps is None or stamps[-1] != home.stamp or home.until < time.monotonic():
        home = await _build(viewer, stamps[-1] if stamps else b"", partial=partial)
        stamps = await freshness.stamps(home.keys)
    if home.stamps is None or home.stamps != stamps:
        home = replace(home, stamps=stamps, cards=await cards.parts(home.refs, home.liked, stamps))
        if stamps:
            _keep((viewer.id, partial), home)
    return b"".join((home.before.replace(SEEN_SENT, publish.seen_now().encode(), 1), *home.cards, home.after))


async def older(viewer: Viewer, before: ObjectId) -> tuple[Markup, ObjectId | None]:
    """The cards behind the post `before` stands for, and the post behind which there are more."""
    sources = await timelines.sources(viewer.id)
    refs = await posts.refs({"author": {"$in": sources}}, before=before, limit=PAGE)
    return await render(refs, viewer), refs[-1].post if len(refs) == PAGE else None


async def render(refs: list[Ref], viewer: Viewer | None) -> Markup:
    """The cards of `refs` for one viewer."""
    stamps = await cards.stamps(refs)
    return await cards.cards(refs, await liked_among(viewer, [ref.post for ref in refs]), stamps)


async def new_since(viewer: Viewer, newest: ObjectId | None) -> int:
    """How many posts are in the feed above the feed id `newest`, one's own not counted."""
    above = [feed_id for feed_id in await timelines.feed_ids(viewer.id) if newest is None or feed_id > newest]
    found = await posts.refs({"feed_id": {"$in": above}}, limit=PAGE * 4) if above else []
    return sum(1 for ref in found if ref.author != viewer.id)


async def _build(viewer: Viewer, stamp: bytes, *, partial: bool) -> Home:
    feed_ids = await timelines.feed_ids(viewer.id)
    # All of them, not a page of them: any number may have been deleted since they were delivered.
    refs = await posts.refs({"feed_id": {"$in": feed_ids}}, limit=PAGE) if feed_ids else []
    own = await posts.unpublished(viewer.id)
    html = await pages.render_page(
        "feed/home.html",
        partial=partial,
        cards=Markup(CARDS),  # noqa: S704 our own marks
        seen=Markup(SEEN),  # noqa: S704
        newest=refs[0].post if refs else "",
        older=refs[-1].post if len(refs) == PAGE else None,
        empty=not refs,
        suggestions=await _suggestions(viewer) if len(refs) < PAGE else [],
        own=own,
    )
    liked = await liked_among(viewer, [ref.post for ref in refs])
    before, _, after = html.partition(CARDS)
    return Home(
        stamp=stamp,
        until=time.monotonic() + KEEP_SECONDS,
        refs=refs,
        keys=[*cards.stamp_keys(refs), _own_stamp(viewer)],
        liked=liked,
        before=before.encode(),
        after=after.encode(),
    )


def _own_stamp(viewer: Viewer) -> str:
    return freshness.key(f"viewer:{viewer.id}")


def _keep(key: tuple[ObjectId, bool], home: Home) -> None:
    if len(_kept) >= KEEP_MOST:
        _kept.pop(next(iter(_kept)))
    _kept[key] = home


async def _suggestions(viewer: Viewer) -> list[Account]:
    return await accounts.best_known(SUGGESTIONS, await timelines.sources(viewer.id))
