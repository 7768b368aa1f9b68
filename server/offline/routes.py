"""The worker that serves this site while the network is away, and the page that it shows then."""

import gzip
from functools import cache

from quart import Blueprint, Response, request

from server.accounts import doors
from server.web import pages, static
from server.web.access import public

SCRIPT = "worker.js"

blueprint = Blueprint("offline", __name__)


@blueprint.get("/worker.js")
@public
async def worker() -> Response:
    """The service worker. It begins with the version of all static files, so that a deploy brings a new one."""
    body, zipped = _script()
    is_zipped = "gzip" in request.headers.get("Accept-Encoding", "")
    response = Response(zipped if is_zipped else body, content_type="text/javascript; charset=utf-8")
    if is_zipped:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Service-Worker-Allowed"] = "/"
    response.headers["Vary"] = "Accept-Encoding"
    response.set_etag(static.version() + ("-gz" if is_zipped else ""))
    return await response.make_conditional(request)


@cache
def _script() -> tuple[bytes, bytes]:
    """As it is, and compressed."""
    body = f'const VERSION = "{static.version()}";\n'.encode() + static.body(SCRIPT)
    return body, gzip.compress(body, mtime=0)


@blueprint.get("/offline")
@public
async def show() -> pages.Answer:
    """What waits to be sent, and what can be read meanwhile. With `?shell` in nobody's name: for the worker to keep."""
    await doors.viewer()  # who knows what language to speak
    if "shell" in request.args:
        return await pages.page("offline/show.html", viewer=None, bell=None)
    return await pages.page("offline/show.html")
