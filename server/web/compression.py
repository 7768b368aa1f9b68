"""Pages travel compressed, unless a proxy stands in front that does it (deploy/nginx.conf, deploy/haproxy.cfg)."""

import gzip

from quart import Quart, Response, request

from server.settings import Settings

# What fits into one packet gains nothing.
BYTES_LEAST = 1_400
# A third of the time of the usual 6, for a tenth more bytes.
LEVEL = 1


def install(app: Quart, settings: Settings) -> None:
    """Have the pages of `app` compressed where nobody else will."""
    if settings.proxy_hops == 0:
        app.after_request(_compress)


async def _compress(response: Response) -> Response:
    if response.mimetype != "text/html" or "Content-Encoding" in response.headers:
        return response
    response.headers.add("Vary", "Accept-Encoding")
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        body = await response.get_data(as_text=False)
        if len(body) >= BYTES_LEAST:
            response.set_data(gzip.compress(body, LEVEL, mtime=0))
            response.headers["Content-Encoding"] = "gzip"
    return response
