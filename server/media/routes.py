"""Media bytes: immutable, addressed by content."""

from quart import Blueprint, Response, abort, request

from server.media import queries, signing, store
from server.web.access import public

PUBLIC_CACHE = "public, max-age=31536000, immutable"
PRIVATE_CACHE = "private, max-age=3600"

blueprint = Blueprint("media", __name__)


@blueprint.get("/media/<sha256>/<name>")
@public
async def show(sha256: str, name: str) -> Response:
    """The bytes, or one range of them: published ones for everybody, others for who has a signed address."""
    media_type, cache = await queries.public_type(sha256, name), PUBLIC_CACHE
    if media_type is None and signing.is_valid(sha256, name, request.args.get("until", ""), request.args.get("by", "")):
        media_type, cache = await queries.private_type(sha256, name), PRIVATE_CACHE
    body = await store.body(sha256) if media_type else None
    if body is None:
        abort(404)
    response = Response(body, content_type=media_type)
    response.content_length = body.end
    response.set_etag(sha256)
    response.headers["Cache-Control"] = cache
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cross-Origin-Resource-Policy"] = "same-site"
    if name == "original":
        response.headers["Content-Disposition"] = "attachment"
    response.headers["Accept-Ranges"] = "bytes"
    length = body.end if _wants_one_range() else None
    return await response.make_conditional(request, accept_ranges=True, complete_length=length)


def _wants_one_range() -> bool:
    """Whether a range is asked for that we serve; anything else in a Range header may be ignored (RFC 9110)."""
    wanted = request.range
    return wanted is not None and wanted.units == "bytes" and len(wanted.ranges) == 1
