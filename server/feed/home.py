"""The home page, in parts that are kept as long as nothing of them has changed.

Its frame (what is around the cards) is kept under the viewer's own stamp, the cards under theirs, and what changes
most, her likes and her bell, under stamps of their own. A warm page asks Redis once (is all this still so?) and
MongoDB not at all. The parts of kept pages are the very bytes of the kept cards, so a page that is kept costs the
memory of its frame only.
"""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from bson import ObjectId
from markupsafe import Markup

from server.accounts import queries as accounts
from server.accounts.models import Viewer
from server.feed import timelines, tray, visits
from server.feed.lists import Reading
from server.feed.news import Since
from server.likes.queries import liked_among
from server.notifications import bells
from server.posts import cards
from server.posts import queries as posts
from server.posts.cards import Known
from server.posts.queries import Ref
from server.realtime import publish
from server.stores import freshness
from server.web import pages, saving

PAGE = 12
KEEP_MOST = 2_000
KEEP_SECONDS = 30.0  # and a kept card in it may be as old again
SUGGESTIONS = 6
CARDS, SEEN, BELL = HOLES = (b"<!--cards-->", b"<!--seen-->", b"<!--bell-->")


class Own(NamedTuple):
    """The stamps of what is the viewer's own: whom she follows and what she is; her likes; her bell."""

    viewer: bytes | None
    likes: bytes | None
    bell: bytes | None


@dataclass(frozen=True)
class Home:
    """The first page of one viewer's feed. Its frame was made under `own` and under `big`, the stamps of the authors
    whose posts are not brought to her; its cards and its bell under `found`, which is all that was under `keys`."""

    own: Own
    big: list[bytes | None]
    until: float
    refs: list[Ref]
    keys: list[str]
    frame: list[bytes]
    ahead: dict[ObjectId, bytes]
    liked: set[ObjectId]
    bell: bytes
    found: Known | None = None
    cards: Sequence[bytes] = ()

    def is_outdated(self, found: Known) -> bool:
        """Whether more than likes, counts and the bell has changed."""
        own, big, _ = self.split(found)
        return own.viewer != self.own.viewer or big != self.big or self.until < time.monotonic()

    def split(self, found: Known) -> tuple[Own, Known, Known]:
        """What was found, by whose it is: the viewer's, the big authors', the cards'."""
        own, big = len(Own._fields), len(self.big)
        return Own(*found[:own]), found[own : own + big], found[own + big :]


_kept: dict[tuple[ObjectId, bool, str], Home] = {}


async def first_page(viewer: Viewer) -> bytes:
    """The home page as the viewer finds it now."""
    partial = pages.wants_partial()
    key = (viewer.id, partial, saving.variant())
    home = _kept.get(key)
    found = await freshness.ask(home.keys if home else _own_keys(viewer))
    if home is None or found is None or home.is_outdated(found):
        home = await _build(
            viewer, Own(*found[: len(Own._fields)]) if found else Own(None, None, None), partial=partial
        )
        found = await freshness.ask(home.keys)
    if found is None or found != home.found:
        home = await _renewed(home, viewer, found)
        if found:
            _keep(key, home)
    return _joined(home)


def _joined(home: Home) -> bytes:
    seen = publish.seen_now().encode()
    holes: dict[bytes, Sequence[bytes]] = {BELL: [home.bell], SEEN: [seen], CARDS: home.cards}
    return b"".join(part for solid in home.frame for part in holes.get(solid, [solid]))


async def _renewed(home: Home, viewer: Viewer, found: Known | None) -> Home:
    """The page with what has changed of its cards, likes and bell. What is read is read after its stamp was."""
    if found is None:
        return replace(home, cards=await cards.parts(home.refs, home.liked, None, viewer=viewer.id, ahead=home.ahead))
    own, _, known = home.split(found)
    if own.likes != home.own.likes:
        home = replace(home, liked=await liked_among(viewer, [ref.post for ref in home.refs]))
    if own.bell != home.own.bell:
        home = replace(home, bell=(await bells.html(viewer.id)).encode())
    made = await cards.parts(home.refs, home.liked, known, viewer=viewer.id, ahead=home.ahead)
    return replace(home, own=own._replace(viewer=home.own.viewer), found=found, cards=made)


async def _build(viewer: Viewer, own: Own, *, partial: bool) -> Home:
    authors = await timelines.big_followed(viewer.id)
    big = [freshness.key(f"posts:{author}") for author in authors]
    stamps = await freshness.ask(big) if big else []  # before the page is read
    refs = await timelines.page(viewer.id, before=None, limit=PAGE)
    sources = await timelines.sources(viewer.id) if len(refs) < PAGE else []
    reading = Reading(await visits.mark(viewer.id, refs[0].feed_id if refs else None))
    html = await pages.render_page(
        "feed/home.html",
        partial=partial,
        bell=Markup(BELL.decode()),  # noqa: S704 our own marks
        cards=Markup(CARDS.decode()),  # noqa: S704
        seen=Markup(SEEN.decode()),  # noqa: S704
        big=authors,
        since=Since.of(refs, is_all=len(refs) < PAGE),
        older=refs[-1].post if len(refs) == PAGE else None,
        is_all_new=reading.is_all_new(refs),
        newcomers=await tray.newcomers(viewer.id, reading, refs),
        suggestions=await accounts.best_known(SUGGESTIONS, sources) if sources else [],
        own=await posts.unpublished(viewer.id),
        is_empty=not refs,
        follows=len(sources) > 1,
    )
    return Home(
        own=own,
        big=stamps or [None] * len(big),
        until=time.monotonic() + KEEP_SECONDS,
        refs=refs,
        keys=[*_own_keys(viewer), *big, *cards.keys(refs)],
        frame=re.split(b"(" + b"|".join(HOLES) + b")", html.encode()),
        ahead=reading.caught_up(refs),
        liked=await liked_among(viewer, [ref.post for ref in refs]),
        bell=b"" if partial else (await bells.html(viewer.id)).encode(),
    )


def _own_keys(viewer: Viewer) -> list[str]:
    return [freshness.key(f"{name}:{viewer.id}") for name in Own._fields]


def _keep(key: tuple[ObjectId, bool, str], home: Home) -> None:
    if len(_kept) >= KEEP_MOST:
        _kept.pop(next(iter(_kept)))
    _kept[key] = home
