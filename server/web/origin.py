"""Refuses what another site's page sends in our visitor's name.

Sec-Fetch-Site and Origin say where a request comes from (Fetch Metadata, W3C); no token in the markup is needed, so
that cards can be cached. A request with neither header does not come from a browser's page and is let through.
"""

from quart import Quart, abort, request
from werkzeug.datastructures import Headers

from server.i18n import gettext as _
from server.settings import current

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def protect(app: Quart) -> None:
    """Check every unsafe request of `app` before anything else looks at it."""
    app.before_request(_refuse_other_sites)


def is_ours(headers: Headers, host: str) -> bool:
    """Whether a request with these headers comes from a page of `host`, or from no page at all.

    A site that has an address is reached in its way only: what comes over http to one of https comes from elsewhere.
    """
    site = headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get("Origin")
    if origin is None:
        return True
    scheme, _, name = origin.partition("://")
    known = current().public_url.partition("://")[0]
    return name == host and scheme in ((known,) if known else ("http", "https"))


async def _refuse_other_sites() -> None:
    if request.method not in SAFE and not is_ours(request.headers, request.host):
        abort(403, _("This request came from another site, so it was not carried out."))
