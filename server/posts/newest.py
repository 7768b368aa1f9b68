"""What was posted last by anybody, as tiles: the same for everybody, so it is read and rendered once for all who speak
a language."""

import time

from markupsafe import Markup

from server import i18n
from server.posts import queries
from server.stores import freshness
from server.web import templates

MOST = 24
# Whoever publishes, changes or deletes a post replaces it.
STAMP = "newest"
# The bound on staleness should the stamp have been lost while Redis was away.
KEEP_SECONDS = 30.0

# By language.
_kept: dict[str, tuple[bytes, float, Markup]] = {}


async def tiles() -> Markup:
    """The newest MOST posts."""
    found = await freshness.ask([freshness.key(STAMP)])
    language = i18n.current()
    stamp, known = found[0] if found else None, _kept.get(language)
    if known is not None and known[0] == stamp and known[1] > time.monotonic():
        return known[2]
    posts = await queries.published({}, limit=MOST)
    made = Markup("").join(_tile(post) for post in posts)
    if stamp is not None:
        _kept[language] = (stamp, time.monotonic() + KEEP_SECONDS, made)
    return made


def _tile(post: object) -> Markup:
    return Markup(templates.render("posts/_tile.html", post=post))  # noqa: S704 our own template
