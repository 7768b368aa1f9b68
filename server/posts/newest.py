"""What was posted last by anybody, as tiles: the same for everybody, so it is read and rendered once for all who speak
a language and save data or not."""

import time

from markupsafe import Markup

from server.posts import queries
from server.stores import freshness
from server.web import saving, templates

MOST = 24
# Whoever publishes, changes or deletes a post replaces it.
STAMP = "newest"
# The bound on staleness should the stamp have been lost while Redis was away.
KEEP_SECONDS = 30.0

# By saving.variant().
_kept: dict[str, tuple[bytes, float, Markup]] = {}


async def tiles() -> Markup:
    """The newest MOST posts as a grid, empty when there are none."""
    found = await freshness.ask([freshness.key(STAMP)])
    variant = saving.variant()
    stamp, known = found[0] if found else None, _kept.get(variant)
    if known is not None and known[0] == stamp and known[1] > time.monotonic():
        return known[2]
    posts = await queries.published({}, limit=MOST)
    made = Markup(templates.render("posts/_grid.html", posts=posts) if posts else "")  # noqa: S704 our own template
    if stamp is not None:
        _kept[variant] = (stamp, time.monotonic() + KEEP_SECONDS, made)
    return made
