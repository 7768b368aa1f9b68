"""Cards, rendered once for everybody and kept in parts; the viewer's own state fills the holes.

The parts are kept as the bytes that are sent: one emoji in a caption would make joining and encoding a page of text
slower than all the rest of it.

A kept card is used as long as the stamps of its post and its author are the ones read before it was rendered.
"""

import time
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from bson import ObjectId
from markupsafe import Markup

from server.accounts import queries as accounts
from server.accounts.models import Account
from server.posts import queries
from server.posts.models import Post
from server.posts.queries import Ref
from server.stores import freshness
from server.web import templates

KEEP_MOST = 5_000
# The bound on staleness should a stamp have been lost while Redis was away.
KEEP_SECONDS = 30.0
HOLE = "<!--like-->"

Stamps = tuple[bytes, bytes]


@dataclass(frozen=True)
class Card:
    """A rendered card around its one hole."""

    before: bytes
    unliked: bytes
    liked: bytes
    after: bytes

    def html(self, *, is_liked: bool, first: bool) -> tuple[bytes, ...]:
        """The card for one viewer, in parts; the `first` of a page loads its photo at once."""
        before = self.before.replace(b'loading="lazy"', b'fetchpriority="high"', 1) if first else self.before
        return before, self.liked if is_liked else self.unliked, self.after


_kept: dict[ObjectId, tuple[Stamps, float, Card]] = {}


def stamp_keys(refs: Sequence[Ref]) -> list[str]:
    """The keys of the stamps on which the cards of `refs` depend: two each."""
    return [freshness.key(name) for ref in refs for name in (f"post:{ref.post}", f"account:{ref.author}")]


async def stamps(refs: Sequence[Ref]) -> list[bytes] | None:
    """The stamps on which the cards of `refs` depend; None without Redis."""
    return await freshness.stamps(stamp_keys(refs)) if refs else []


async def cards(refs: Sequence[Ref], liked: AbstractSet[ObjectId], known: list[bytes] | None) -> Markup:
    """The cards of `refs` in their order, given their stamps() as `known`, as a part of a template."""
    return Markup(b"".join(await parts(refs, liked, known)).decode())  # noqa: S704 rendered by templates that escape


async def parts(refs: Sequence[Ref], liked: AbstractSet[ObjectId], known: list[bytes] | None) -> list[bytes]:
    """The same as cards(), as what is sent, in parts.

    A post that is gone is left out; a broken one has a placeholder in its place.
    """
    moment = time.monotonic()
    found = [_find(ref, known, place, moment) for place, ref in enumerate(refs)]
    if None in found:
        missing = {place: refs[place] for place, card in enumerate(found) if card is None}
        for place, card in (await _rendered(missing, known)).items():
            found[place] = card
    shown = [(ref, card) for ref, card in zip(refs, found, strict=True) if card is not None]
    return [part for n, (ref, card) in enumerate(shown) for part in card.html(is_liked=ref.post in liked, first=n == 0)]


def _find(ref: Ref, known: list[bytes] | None, place: int, moment: float) -> Card | None:
    entry = _kept.get(ref.post)
    if entry is None or known is None or entry[0] != _stamps_at(known, place) or entry[1] < moment:
        return None
    return entry[2]


async def _rendered(missing: dict[int, Ref], known: list[bytes] | None) -> dict[int, Card]:
    """Cards rendered from documents that are read now, after their stamps were: so they may be kept under those."""
    posts = await queries.published_by_ids(ref.post for ref in missing.values())
    authors = await accounts.by_ids(ref.author for ref in missing.values())
    made = {}
    for place, ref in missing.items():
        post, author = posts.get(ref.post), authors.get(ref.author)
        if isinstance(post, Post) and post.items and author is not None:
            made[place] = _render(post, author)
            if known is not None:
                _keep(ref.post, _stamps_at(known, place), made[place])
        elif post is not None:
            made[place] = Card(templates.render("posts/_broken.html").encode(), b"", b"", b"")
    return made


def _keep(post_id: ObjectId, stamps: Stamps, card: Card) -> None:
    if len(_kept) >= KEEP_MOST:
        _kept.pop(next(iter(_kept)))
    _kept[post_id] = (stamps, time.monotonic() + KEEP_SECONDS, card)


def _stamps_at(known: list[bytes], place: int) -> Stamps:
    return known[2 * place], known[2 * place + 1]


def _render(post: Post, author: Account) -> Card:
    before, _, after = templates.render("posts/_card.html", post=post, author=author).partition(HOLE)
    buttons = [templates.render("posts/_like.html", post_id=post.id, is_liked=liked) for liked in (False, True)]
    return Card(before.encode(), buttons[0].encode(), buttons[1].encode(), after.encode())
