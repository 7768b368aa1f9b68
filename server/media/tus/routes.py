"""Resumable uploads: tus 1.0.0 (core, creation, creation-with-upload, expiration, checksum, termination).

Each error is one plain sentence as text, which the composer shows as it is.
"""

from bson import ObjectId
from quart import Blueprint, Response, request
from werkzeug.http import http_date

from server.accounts import doors
from server.i18n import gettext as _
from server.media import actions
from server.media.models import Media
from server.media.tus import answers, arrivals, headers
from server.media.tus.headers import BYTES_TYPE, DIGEST_BYTES, VERSION, Wrong
from server.settings import current
from server.stores.documents import object_id
from server.web import limits
from server.web.access import public
from server.web.streams import incoming

PREFIX = "/uploads"
ONE = f"{PREFIX}/<media_id>"
EXTENSIONS = "creation,creation-with-upload,expiration,checksum,termination"

blueprint = Blueprint("tus", __name__)
answers.install(blueprint)


@blueprint.route(PREFIX, methods=["OPTIONS"], provide_automatic_options=False)
@blueprint.route(ONE, methods=["OPTIONS"], provide_automatic_options=False)
@public
async def describe(media_id: str = "") -> Response:
    """What this server can do."""
    said = {"Tus-Version": VERSION, "Tus-Extension": EXTENSIONS, "Tus-Checksum-Algorithm": ",".join(DIGEST_BYTES)}
    return Response("", 204, headers=said | {"Tus-Max-Size": str(current().video_max_mb << 20)})


@blueprint.route(PREFIX, methods=["POST"], provide_automatic_options=False)
@public
async def create() -> Response:
    """Begin an upload; its first bytes may come along."""
    owner = await _owner()
    length, name = headers.length(request.headers), headers.file_name(request.headers)
    await limits.spend("upload", current().upload_limit, str(owner))
    media = await arrivals.create(owner, length, name)
    if request.mimetype == BYTES_TYPE:
        media = await _append(media, 0)
    return _told(media, 201, {"Location": f"{PREFIX}/{media.id}"})


@blueprint.route(ONE, methods=["HEAD"], provide_automatic_options=False)
@public
async def show(media_id: str) -> Response:
    """How much of an upload is here."""
    media = await _own(media_id)
    known = {"Upload-Length": str(media.original.bytes)}
    if media.original.name:
        known["Upload-Metadata"] = headers.metadata(media.original.name)
    return _told(media, 200, known)


@blueprint.route(ONE, methods=["PATCH"], provide_automatic_options=False)
@public
async def append(media_id: str) -> Response:
    """Take in bytes."""
    media = await _own(media_id)
    if request.mimetype != BYTES_TYPE:
        raise Wrong(415, _("The bytes of an upload are sent as %(type)s.", type=BYTES_TYPE))
    return _told(await _append(media, headers.number(request.headers, "Upload-Offset")), 204)


@blueprint.route(ONE, methods=["DELETE"], provide_automatic_options=False)
@public
async def terminate(media_id: str) -> Response:
    """Give an upload up."""
    media = await _own(media_id)
    if not await actions.discard(media.owner, media.id):
        raise Wrong(409, _("This upload is in a post by now: change the post instead."))
    return Response("", 204)


@blueprint.route(ONE, methods=["POST"], provide_automatic_options=False)
@public
async def as_named(media_id: str) -> Response:
    """For networks that let nothing but GET and POST pass: the method is in a header."""
    views = {"PATCH": append, "DELETE": terminate, "HEAD": show}
    view = views.get(request.headers.get("X-HTTP-Method-Override", "").upper())
    if view is None:
        raise Wrong(405, _("Name the method in the header %(name)s.", name="X-HTTP-Method-Override"))
    return await view(media_id)


async def _owner() -> ObjectId:
    viewer = await doors.viewer()
    if viewer is None:
        raise Wrong(401, _("Please sign in again, then this upload goes on."))
    return viewer.id


async def _own(media_id: str) -> Media:
    owner, wanted = await _owner(), object_id(media_id)
    media = await arrivals.own(owner, wanted) if wanted else None
    if media is None:
        raise Wrong(404, _("There is no such upload."))
    if arrivals.is_gone(media):
        raise Wrong(410, _("This upload was given up or has expired. Please choose the file once more."))
    return media


async def _append(media: Media, offset: int) -> Media:
    promise = headers.promise(request.headers)
    if offset + (request.content_length or 0) > media.original.bytes:
        raise arrivals.Excess
    return await arrivals.append(media, offset, incoming(request), promise)


def _told(media: Media, status: int, headers: dict[str, str] | None = None) -> Response:
    arrival = media.arrival
    said = {"Upload-Offset": str(arrival.offset if arrival else media.original.bytes)}
    if arrival and arrival.offset < arrival.length:
        said["Upload-Expires"] = http_date(arrival.expires_at)
    return Response("", status, headers=said | (headers or {}))
