"""*Top*: what of the last days one should not miss, and why. The score is

    freshness * (1 + 2 * closeness + engagement)

- freshness: halves with each day since the post was published;
- closeness: how often the viewer liked or answered its author's posts among her last CLOSE_MOST of each (an answer
  counts twice): log2(1 + times) / 5, at most 1;
- engagement: log2(1 + likes + 2 * comments), divided by that of the post of this list that has most.

Nothing else goes into it. A ranking is kept for a while, so that its pages fit together.
"""

import math
import secrets
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
from bson import ObjectId

from server import i18n
from server.accounts import queries as accounts
from server.accounts.models import Viewer
from server.comments.queries import authors_answered
from server.feed import timelines
from server.i18n import gettext as _
from server.i18n import ngettext
from server.likes.queries import authors_liked
from server.posts import queries as posts
from server.posts.queries import Ref, Standing
from server.stores.documents import now
from server.stores.redis import RedisError, redis

PAGE = 12
DAYS = timedelta(days=7)
CLOSE_MOST = 300
RANKED_MOST = 120
KEEP_SECONDS = 1800
NEW = timedelta(hours=6)
OFTEN = 5
LIVELY, LIVELY_LEAST = 0.6, 3


@dataclass(frozen=True)
class Ranked:
    """A post of the list, with what speaks for it."""

    ref: Ref
    score: float
    why: str


class Ranking(msgspec.Struct, frozen=True):
    """A list as it is kept under its `token`: feed id (as text) and why, best first."""

    token: str
    places: list[tuple[str, str]]


async def ranking(viewer: Viewer, token: str = "") -> Ranking:
    """The ranking that the viewer was shown under `token`, or one made now."""
    return await _recalled(viewer, token) or await _made(viewer)


async def page(viewer: Viewer, ranking: Ranking, after: ObjectId | None) -> list[tuple[Ref, str]]:
    """The next PAGE posts behind the feed id `after`, or the first ones, and why each is there.

    Those that are gone, or that the viewer may not see any more, are left out.
    """
    places = {ObjectId(feed_id): why for feed_id, why in ranking.places}
    ids = list(places)
    behind = ids[ids.index(after) + 1 :] if after in places else ids
    there = {ref.feed_id: ref for ref in await posts.visible_refs(viewer.id, behind)}
    return [(there[feed_id], places[feed_id]) for feed_id in behind if feed_id in there][:PAGE]


async def _made(viewer: Viewer) -> Ranking:
    moment = now()
    standings = await posts.standings(await timelines.feed_ids(viewer.id), since=moment - DAYS)
    close = await authors_liked(viewer, CLOSE_MOST)
    for author, times in (await authors_answered(viewer, CLOSE_MOST)).items():
        close[author] += 2 * times
    people = await accounts.by_ids(standing.ref.author for standing in standings)
    names = {account.id: account.name for account in people.values()}
    ranked = rank(viewer.id, standings, close, names, moment)
    made = Ranking(secrets.token_urlsafe(9), [(str(each.ref.feed_id), each.why) for each in ranked])
    try:
        await redis().set(_key(viewer, made.token), msgspec.json.encode(made), ex=KEEP_SECONDS)
    except RedisError:
        return made  # its later pages are made anew
    return made


def rank(
    viewer: ObjectId, standings: list[Standing], close: Counter[ObjectId], names: dict[ObjectId, str], moment: datetime
) -> list[Ranked]:
    """The posts by their score, best first; `close` is how often the viewer liked or answered whom."""
    most = max((_liveliness(each) for each in standings), default=0) or 1
    ranked = []
    for each in standings:
        closeness = min(1.0, math.log2(1 + close[each.ref.author]) / 5)
        engagement = _liveliness(each) / most
        score = _freshness(moment - each.published_at) * (1 + 2 * closeness + engagement)
        name = "" if each.ref.author == viewer else i18n.isolated(names.get(each.ref.author) or _("this person"))
        ranked.append(Ranked(each.ref, score, _why(each, name, close[each.ref.author], engagement, moment)))
    ranked.sort(key=lambda each: (each.score, each.ref.feed_id), reverse=True)
    return ranked[:RANKED_MOST]


def _freshness(age: timedelta) -> float:
    return math.exp2(-max(0.0, age / timedelta(days=1)))


def _liveliness(standing: Standing) -> float:
    return math.log2(1 + standing.likes + 2 * standing.comments)


def _why(standing: Standing, name: str, times: int, engagement: float, moment: datetime) -> str:
    """What speaks for a post, in plain words; `name` is empty for one's own."""
    reasons = []
    if not name:
        reasons.append(_("Your own post"))
    elif times >= OFTEN:
        reasons.append(_("You often like or answer %(name)s", name=name))
    elif times:
        reasons.append(_("You have liked or answered %(name)s", name=name))
    if engagement >= LIVELY and standing.likes + standing.comments >= LIVELY_LEAST:
        likes = ngettext("%(num)s like", "%(num)s likes", standing.likes)
        comments = ngettext("%(num)s comment", "%(num)s comments", standing.comments)
        reasons.append(_("%(likes)s, %(comments)s", likes=likes, comments=comments))
    if moment - standing.published_at < NEW:
        reasons.append(_("New"))
    return " · ".join(reasons[:2]) or _("You follow %(name)s, and it is from this week", name=name)


async def _recalled(viewer: Viewer, token: str) -> Ranking | None:
    try:
        found = await redis().get(_key(viewer, token)) if token else None
    except RedisError:
        return None
    return msgspec.json.decode(found, type=Ranking) if found else None


def _key(viewer: Viewer, token: str) -> str:
    # Why each is there is kept in words.
    return f"top:{viewer.id}:{i18n.current()}:{token}"
