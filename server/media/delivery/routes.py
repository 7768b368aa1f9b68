"""Media bytes: immutable, addressed by content, for everybody or for who has an address that was signed for her."""

import re
import time
from collections.abc import Callable, Mapping

from quart import Blueprint, Response, abort, request
from quart.wrappers.response import DataBody, ResponseBody
from werkzeug.datastructures import Headers
from werkzeug.http import parse_etags

from server.accounts import doors
from server.media.delivery import addresses, disposition, everybody, lookup, playlists, ranges, signing
from server.media.delivery.bodies import StoredBody
from server.media.storage import store
from server.web.access import public

NAME = re.compile(r"[0-9a-f]{64}")
COMMON = {"Accept-Ranges": "bytes", "Content-Security-Policy": "default-src 'none'; sandbox"}
# Shared caches ask again after five minutes, so that what was deleted leaves them too; the answer is nearly always 304.
EVERYBODY = COMMON | {
    "Cache-Control": "public, max-age=31536000, s-maxage=300, immutable",
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
ONE_PERSON = COMMON | {"Cross-Origin-Resource-Policy": "same-origin"}
# Her browser may keep them, but asks each time whether she still may see them.
SIGNED_IN = ONE_PERSON | {"Cache-Control": "private, no-cache", "Vary": "Cookie"}
# Who takes bytes more slowly than this has gone away, or wants to keep us busy.
SLOWEST = 16 * 1024
PATIENCE_SECONDS = 60

blueprint = Blueprint("media", __name__)


@blueprint.get("/media/<sha256>/<name>")
@public
async def show(sha256: str, name: str) -> Response:
    """The bytes, or one range of them."""
    if NAME.fullmatch(sha256) is None:
        abort(404)
    if request.args.get("by") == addresses.SESSION:
        return await _show_signed_in(sha256, name)
    if "by" in request.args:
        return await _show_signed(sha256, name)
    media_type = await everybody.media_type(sha256, name) or abort(404)
    return await _stored(sha256, media_type, EVERYBODY)


async def _show_signed_in(sha256: str, name: str) -> Response:
    """For who is signed in, as long as she may see it; originals need a signature."""
    viewer = await doors.viewer()
    if viewer is None or name == lookup.ORIGINAL:
        abort(404)
    kind = await lookup.private(sha256, name, viewer.id) or abort(404)
    if kind.media_type != playlists.MEDIA_TYPE:
        return await _stored(sha256, kind.media_type, SIGNED_IN)
    return await _playlist(sha256, playlists.for_session, SIGNED_IN)


async def _show_signed(sha256: str, name: str) -> Response:
    """For the one person in the signature, as long as she may see it."""
    viewer, until, by = (request.args.get(part, "") for part in ("for", "until", "by"))
    viewer_id = signing.viewer_of(sha256, name, viewer, until, by) or abort(404)
    kind = await lookup.private(sha256, name, viewer_id) or abort(404)
    headers = ONE_PERSON | {"Cache-Control": f"private, max-age={int(until) - int(time.time())}"}
    if kind.file_name:
        headers["Content-Disposition"] = disposition.attachment(kind.file_name)
    if kind.media_type != playlists.MEDIA_TYPE:
        return await _stored(sha256, kind.media_type, headers)
    return await _playlist(sha256, lambda text: playlists.signed(text, viewer_id, int(until)), headers)


async def _playlist(sha256: str, rewrite: Callable[[str], str], headers: Mapping[str, str]) -> Response:
    """A playlist that leads to files that the same person may fetch."""
    playlist = await _body(sha256)
    if isinstance(playlist, StoredBody):
        abort(404)
    return Response(
        rewrite(playlist.decode()), headers={**headers, "Accept-Ranges": "none"}, content_type=playlists.MEDIA_TYPE
    )


async def _stored(sha256: str, media_type: str, headers: Mapping[str, str]) -> Response:
    """The bytes as they are stored, or what the request's conditions leave of them."""
    etag = f'"{sha256}"'
    told = {**headers, "ETag": etag, "Content-Type": media_type}
    known = request.headers.get("If-None-Match")
    if known is not None and parse_etags(known).contains_weak(sha256):
        return Response(DataBody(b""), 304, Headers(told))
    body = await _body(sha256)
    begin, end, status = 0, len(body), 200
    if part := _wanted_part(len(body), etag):
        (begin, end), status = part, 206
        told["Content-Range"] = f"bytes {begin}-{end - 1}/{len(body)}"
    told["Content-Length"] = str(end - begin)
    response = Response(_sent(body, begin, end), status, Headers(told))
    response.timeout = PATIENCE_SECONDS + (end - begin) / SLOWEST
    return response


def _sent(body: bytes | StoredBody, begin: int, end: int) -> ResponseBody:
    if request.method == "HEAD":
        return DataBody(b"")
    return DataBody(body[begin:end]) if isinstance(body, bytes) else body.part(begin, end)


def _wanted_part(length: int, etag: str) -> tuple[int, int] | None:
    wanted = request.headers.get("Range")
    if wanted is None or request.method != "GET" or request.headers.get("If-Range", etag) != etag:
        return None
    return ranges.part(wanted, length)


async def _body(sha256: str) -> bytes | StoredBody:
    try:
        return await lookup.body(sha256)
    except store.Missing:
        abort(404)
