"""Cards, rendered once for everybody (in each language, and for who saves data) and kept in parts, with holes for what
is one viewer's and what is counted.

The parts are kept as the bytes that are sent: one emoji in a caption would make joining and encoding a page of text
slower than all the rest of it.

A kept card is used as long as the stamps of its post and its author are the ones read before it was rendered.
"""

import asyncio
import time
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from bson import ObjectId
from markupsafe import Markup

from server.accounts import queries as accounts
from server.accounts.models import Account
from server.posts import counts, queries
from server.posts.counts import Counts
from server.posts.models import Post
from server.posts.queries import Ref
from server.relationships.queries import PUBLIC, may_see_each
from server.stores import freshness
from server.web import saving, templates

KEEP_MOST = 5_000
# The bound on staleness should a stamp have been lost while Redis was away.
KEEP_SECONDS = 30.0
HOLES = ("<!--seen-->", "<!--note-->", "<!--like-->", "<!--counts-->")
KEYS_EACH = 3

Stamps = tuple[bytes | None, bytes | None]
Known = list[bytes | None]


@dataclass
class Card:
    """A rendered card around its holes."""

    solids: list[bytes]
    hearts: tuple[bytes, bytes]
    audience: str
    _counted: tuple[Counts, bytes] | None = field(default=None, init=False)

    def parts(self, post: ObjectId, counted: Counts, *, is_liked: bool, first: bool, note: bytes) -> list[bytes]:
        """The card for one viewer; the `first` of a page loads its photo at once."""
        head, opening, body, between, tail = self.solids
        if first:
            body = body.replace(b'loading="lazy"', b'fetchpriority="high"', 1)
        seen = str(counted.version).encode()
        return [head, seen, opening, note, body, self.hearts[is_liked], between, self._counts(post, counted), tail]

    def _counts(self, post: ObjectId, counted: Counts) -> bytes:
        if self._counted is None or self._counted[0] != counted:
            self._counted = (counted, templates.render("posts/_counts.html", id=post, counted=counted).encode())
        return self._counted[1]


@dataclass(frozen=True)
class Made:
    """A card and the counts that were read with it; a broken post has only the bytes of its placeholder."""

    card: Card | bytes
    counted: Counts | None = None


# By variant: the language they speak, and whether pictures wait to be asked for.
_kept: dict[tuple[ObjectId, str], tuple[Stamps, float, Card]] = {}
_making: dict[tuple[ObjectId, Stamps, str], "asyncio.Task[dict[ObjectId, Made]]"] = {}


def keys(refs: Sequence[Ref]) -> list[str]:
    """Where Redis has what the cards of `refs` depend on: KEYS_EACH of them for each."""
    return [key for ref in refs for key in _keys(ref)]


async def known(refs: Sequence[Ref]) -> Known | None:
    """What is under keys(refs) now; None without Redis."""
    return await freshness.ask(keys(refs)) if refs else []


async def html(
    refs: Sequence[Ref],
    liked: AbstractSet[ObjectId],
    *,
    viewer: ObjectId | None = None,
    **extras: Mapping[ObjectId, bytes],
) -> Markup:
    """The cards of `refs` in their order, as a part of a template; `viewer` and `extras` as for parts()."""
    sent = await parts(refs, liked, await known(refs), viewer=viewer, **extras)
    return Markup(b"".join(sent).decode())  # noqa: S704 rendered by templates that escape


async def parts(
    refs: Sequence[Ref],
    liked: AbstractSet[ObjectId],
    found: Known | None,
    *,
    viewer: ObjectId | None = None,
    notes: Mapping[ObjectId, bytes] | None = None,
    ahead: Mapping[ObjectId, bytes] | None = None,
) -> list[bytes]:
    """The cards of `refs` in their order, as the parts of what is sent, given what is known() of them as `found`.

    Those that `viewer` (None: signed out) may not see are left out: a card may be kept longer than that is so.
    `notes` go into the cards of those posts, what is `ahead` before them. A post that is gone is left out; a broken
    one has a placeholder in its place.
    """
    made = await _all(refs, found)
    visible = await _visible(refs, made, viewer)
    counted = {ref.post: _counted(made[ref.post], found, place) for place, ref in enumerate(refs) if ref.post in made}
    if missing := [post for post, each in counted.items() if each is None]:
        counted |= await counts.read(missing)
    sent: list[bytes] = []
    for ref in refs:
        if ref.post not in visible:
            continue
        if ahead and ref.post in ahead:
            sent.append(ahead[ref.post])
        card = made[ref.post].card if ref.post in made else None
        now = counted.get(ref.post)
        if isinstance(card, bytes):
            sent.append(card)
        elif card is not None and now is not None:
            note = notes.get(ref.post, b"") if notes else b""
            sent += card.parts(ref.post, now, is_liked=ref.post in liked, first=ref is refs[0], note=note)
    return sent


async def _visible(refs: Sequence[Ref], made: Mapping[ObjectId, Made], viewer: ObjectId | None) -> set[ObjectId]:
    """The posts whose cards the viewer may see; asks only when there are some that are not for everybody."""
    audiences = [_audience(made.get(ref.post)) for ref in refs]
    things = [(ref.author, audience) for ref, audience in zip(refs, audiences, strict=True)]
    allowed = await may_see_each(viewer, things)
    return {ref.post for ref, is_allowed in zip(refs, allowed, strict=True) if is_allowed}


def _audience(made: Made | None) -> str:
    """Of what is gone or broken there is nothing to see."""
    return made.card.audience if made and isinstance(made.card, Card) else PUBLIC


async def _all(refs: Sequence[Ref], found: Known | None) -> dict[ObjectId, Made]:
    """A card for each of the posts that is there, kept ones as they are and the others rendered now."""
    moment = time.monotonic()
    made, missing = {}, {}
    for place, ref in enumerate(refs):
        if card := _find(ref, found, place, moment):
            made[ref.post] = Made(card)
        else:
            missing[ref] = None if found is None else _stamps_at(found, place)
    return made | await _rendered(missing) if missing else made


def _find(ref: Ref, found: Known | None, place: int, moment: float) -> Card | None:
    entry = _kept.get((ref.post, saving.variant()))
    if entry is None or found is None or entry[0] != _stamps_at(found, place) or entry[1] < moment:
        return None
    return entry[2]


async def _rendered(missing: dict[Ref, Stamps | None]) -> dict[ObjectId, Made]:
    """Everybody who lacks the same card waits for the one who renders it."""
    variant = saving.variant()
    tasks = {task for ref, stamps in missing.items() if stamps and (task := _making.get((ref.post, stamps, variant)))}
    mine = {ref: stamps for ref, stamps in missing.items() if not stamps or (ref.post, stamps, variant) not in _making}
    if mine:
        tasks.add(_begin(mine))
    wanted = {ref.post for ref in missing}
    # One page that is given up must not take the cards from the others.
    made = [await asyncio.shield(task) for task in tasks]
    return {post: card for each in made for post, card in each.items() if post in wanted}


def _begin(mine: dict[Ref, Stamps | None]) -> "asyncio.Task[dict[ObjectId, Made]]":
    task = asyncio.create_task(_render(mine))
    places = [(ref.post, stamps, saving.variant()) for ref, stamps in mine.items() if stamps]
    _making.update(dict.fromkeys(places, task))

    def end(_: object) -> None:
        for place in places:
            del _making[place]

    task.add_done_callback(end)
    return task


async def _render(missing: dict[Ref, Stamps | None]) -> dict[ObjectId, Made]:
    """Cards rendered from documents that are read now, after their stamps were: so they may be kept under those."""
    posts = await queries.published_by_ids(ref.post for ref in missing)
    authors = await accounts.by_ids(ref.author for ref in missing)
    made = {}
    for ref, stamps in missing.items():
        post, author = posts.get(ref.post), authors.get(ref.author)
        if isinstance(post, Post) and post.items and author is not None:
            made[ref.post] = Made(_card(post, author), Counts.of(post))
            _keep(ref.post, stamps, made[ref.post])
        elif post is not None:
            made[ref.post] = Made(templates.render("posts/_broken.html").encode())
    return made


def _keep(post_id: ObjectId, stamps: Stamps | None, made: Made) -> None:
    if stamps is None or isinstance(made.card, bytes):
        return
    if len(_kept) >= KEEP_MOST:
        _kept.pop(next(iter(_kept)))
    _kept[post_id, saving.variant()] = (stamps, time.monotonic() + KEEP_SECONDS, made.card)


def _keys(ref: Ref) -> tuple[str, str, str]:
    return freshness.key(f"post:{ref.post}"), freshness.key(f"account:{ref.author}"), counts.key(ref.post)


def _stamps_at(found: Known, place: int) -> Stamps:
    return found[KEYS_EACH * place], found[KEYS_EACH * place + 1]


def _counted(made: Made, found: Known | None, place: int) -> Counts | None:
    text = found[KEYS_EACH * place + 2] if found is not None else None
    told = (Counts.parse(text) if text else None, made.counted)
    return max((each for each in told if each), default=None)  # the version comes first


def _card(post: Post, author: Account) -> Card:
    rest, solids = templates.render("posts/_card.html", post=post, author=author), []
    for hole in HOLES:
        solid, _, rest = rest.partition(hole)
        solids.append(solid.encode())
    hearts = [templates.render("posts/_like.html", post_id=post.id, is_liked=liked) for liked in (False, True)]
    return Card([*solids, rest.encode()], (hearts[0].encode(), hearts[1].encode()), post.audience)
