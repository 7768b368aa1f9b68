"""The bell with its badge, as it stands on every page."""

import time

from bson import ObjectId
from markupsafe import Markup

from server import i18n
from server.notifications import queries
from server.stores import freshness
from server.web import templates

KEEP_MOST = 20_000
# The bound on staleness should a stamp have been lost while Redis was away.
KEEP_SECONDS = 30.0

# By language. Under the stamp that ring() replaces, and until when.
_kept: dict[tuple[ObjectId, str], tuple[bytes, float, Markup]] = {}


async def html(account: ObjectId) -> Markup:
    """The bell of a person, with how much is unread now."""
    unread = await queries.unread(account)
    return Markup(templates.render("notifications/_bell.html", unread=unread))  # noqa: S704 our own template


async def kept(account: ObjectId) -> Markup:
    """The same, not counted anew as long as it has not rung."""
    found = await freshness.ask([freshness.key(f"bell:{account}")])
    place = (account, i18n.current())
    stamp, known = found[0] if found else None, _kept.get(place)
    if known is not None and known[0] == stamp and known[1] > time.monotonic():
        return known[2]
    bell = await html(account)
    if stamp is not None:
        if len(_kept) >= KEEP_MOST:
            _kept.pop(next(iter(_kept)))
        _kept[place] = (stamp, time.monotonic() + KEEP_SECONDS, bell)
    return bell
