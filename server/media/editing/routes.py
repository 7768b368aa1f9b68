"""The photo editor: a plain form, what it previews with, and the filters as tables."""

import structlog
from bson import ObjectId
from quart import Blueprint, Response, abort

from server.accounts import doors
from server.i18n import gettext as _
from server.media import actions, broadcasts, filters, queries, sandbox
from server.media.editing import forms, proofs
from server.media.edits import ANGLE_MOST, RATIOS, SIZE_LEAST, Edit
from server.media.models import ARRIVING, PHOTO, Media
from server.media.storage import store
from server.settings import current
from server.stores.documents import object_id
from server.web import limits, pages
from server.web.forms import Form
from server.web.static import YEAR

# Where the script puts the editor, over the page that it was opened on.
PLACE = "editor-place"
# The original never changes; but who signs out leaves no proof in the browser for long.
A_WHILE = "private, max-age=600"
TRIES = 3

log = structlog.get_logger(__name__)
blueprint = Blueprint("editor", __name__)


@blueprint.get("/items/<media_id>/edit")
async def show(media_id: str) -> pages.Answer:
    """The editor of one photo."""
    media = await _own_photo(media_id)
    return await _page(media, forms.filled(media.edit))


@blueprint.post("/items/<media_id>/edit")
async def save(media_id: str) -> pages.Answer:
    """Have the photo developed again, cut, straightened and filtered like this, or as it was sent."""
    media, form = await _own_photo(media_id), await Form.sent()
    wanted = None if form.value("undo") else forms.read(form)
    if not form.ok:
        return await _page(media, form, 422)
    await _save(media, wanted)
    return Response("", 204) if pages.targets(PLACE) else pages.see_other(f"/items/{media.id}/edit")


@blueprint.get("/items/<media_id>/proof")
async def proof(media_id: str) -> Response:
    """The photo as it was sent, upright and smaller, for its owner's editor."""
    media = await _own_photo(media_id)
    await limits.spend("editor", current().editor_limit, str(media.owner))
    try:
        jpeg = await proofs.jpeg(media)
    except (sandbox.Refused, store.Missing):
        abort(404)
    except (sandbox.ChildFailed, store.Corrupt) as error:
        log.error("proof_failed", media=str(media.id), error=str(error))
        abort(503, _("The preview could not be made. Please try again."))
    return Response(jpeg, content_type="image/jpeg", headers={"Cache-Control": A_WHILE})


@blueprint.get("/filters/<slug>")
async def table(slug: str) -> Response:
    """A filter as a table: GRID x GRID x GRID colours of three bytes, red changing first."""
    if slug not in filters.FILTERS:
        abort(404)
    response = Response(filters.table(slug), content_type="application/octet-stream")
    response.headers["Cache-Control"] = YEAR.replace("public", "private")
    return response


async def _save(media: Media, wanted: Edit | None) -> None:
    for _try in range(TRIES):
        if media.edit == wanted or await actions.edit(media, wanted):
            return
        # A worker has claimed it meanwhile, or it was removed.
        media = await _own_photo(str(media.id))
    abort(409)


async def _page(media: Media, form: Form, status: int = 200) -> pages.Answer:
    template = "media/_editor.html" if pages.targets(PLACE) else "media/edit.html"
    return await pages.page(
        template,
        status,
        media=media,
        form=form,
        preview=broadcasts.preview(media),
        back=f"/p/{media.post}/edit" if media.post else "/posts/new",
        names=forms.NAMES,
        ratios=RATIOS,
        angle_most=ANGLE_MOST,
        size_least=SIZE_LEAST,
        tables={slug: f"/filters/{slug}?v={filters.digest(slug)}" for slug in filters.FILTERS},
    )


async def _own_photo(media_id: str) -> Media:
    """A photo for a post that has arrived, the viewer's own. Raises NotFound, or Conflict while nobody has looked."""
    me = await doors.me()
    media = await queries.own(me.id, object_id(media_id) or ObjectId()) or abort(404)
    if media.plan != "photo" or media.kind != PHOTO or media.state == ARRIVING:
        abort(404)
    if media.findings is None:
        abort(409, _("This photo is still being looked into. Please come back in a moment."))
    return media
