"""What an author does with one photo or video, in a draft or in a post."""

from bson import ObjectId
from quart import Blueprint, Response, abort, request

from server.accounts import doors
from server.i18n import gettext as _
from server.media import captions, queries
from server.media.models import Media
from server.posts import items, languages, publishing, views
from server.posts.items import ItemGone, LastItem
from server.stores.documents import object_id
from server.web import pages
from server.web.forms import Form

blueprint = Blueprint("items", __name__)


@blueprint.get("/items/<media_id>")
async def show(media_id: str) -> pages.Answer:
    """One upload as the composer shows it: for the tab that has sent it."""
    return pages.html(views.item(await _own_upload(media_id), Form()))


@blueprint.post("/items/<media_id>/attempts")
async def retry(media_id: str) -> pages.Answer:
    """Try again what failed."""
    upload = await _own_upload(media_id)
    await publishing.retry_upload(upload.id)
    return pages.back(_page_of(upload))


@blueprint.delete("/items/<media_id>")
async def remove(media_id: str) -> pages.Answer:
    """Take one photo or video out, for good."""
    upload = await _own_upload(media_id)
    try:
        await items.remove(await doors.me(), upload)
    except LastItem:
        abort(422, _("This is the only one in its post: delete the post instead."))
    except ItemGone:
        abort(409, _("This is in no draft any more: it was posted or removed meanwhile."))
    if pages.targets(f"item-{upload.id}"):
        return Response("", 200)
    return pages.back(_page_of(upload))


@blueprint.get("/items/<media_id>/captions")
async def show_captions(media_id: str) -> pages.Answer:
    """The captions of a video, and the form to add more."""
    return await _captions_page(await _own_upload(media_id), Form())


@blueprint.post("/items/<media_id>/captions")
async def add_captions(media_id: str) -> pages.Answer:
    """Words to a video, from a WebVTT or SRT file; they replace those in the same language."""
    upload, form = await _own_upload(media_id), await Form.sent()
    file, language = (await request.files).get("captions"), form.value("language")
    try:
        data = file.stream.read(captions.BYTES_MOST + 1) if file else b""
        await captions.add(upload, data, language, languages.NAMES.get(language, language))
    except captions.Unreadable as unreadable:
        form.refuse("captions", str(unreadable))
        return await _captions_page(upload, form, 422)
    return await _captions_changed(upload)


@blueprint.delete("/items/<media_id>/captions/<language>")
async def remove_captions(media_id: str, language: str) -> pages.Answer:
    """Take captions away."""
    upload = await _own_upload(media_id)
    await captions.remove(upload, language)
    return await _captions_changed(upload)


async def _captions_changed(upload: Media) -> pages.Answer:
    await publishing.photo_settled(upload.id)
    return pages.see_other(f"/items/{upload.id}/captions")


async def _captions_page(upload: Media, form: Form, status: int = 200) -> pages.Answer:
    names = languages.NAMES
    return await pages.page(
        "posts/captions.html", status, media=upload, form=form, languages=names, back=_page_of(upload)
    )


async def _own_upload(media_id: str) -> Media:
    """The upload, the viewer's own. Raises NotFound."""
    me = await doors.me()
    return await queries.own(me.id, object_id(media_id) or ObjectId()) or abort(404)


def _page_of(upload: Media) -> str:
    return f"/p/{upload.post}/edit" if upload.post else "/posts/new"
