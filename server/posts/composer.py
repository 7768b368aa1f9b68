"""The composer: what is chosen for a new post, and what its author says of it."""

from collections.abc import Sequence

from bson import ObjectId
from quart import Blueprint, request
from werkzeug.datastructures import FileStorage

from server.accounts import doors
from server.accounts.models import Viewer
from server.media import actions as media
from server.media import queries as uploads
from server.media.sandbox import ChildFailed, Refused
from server.media.uploads import on_disk
from server.posts import actions, forms, queries, views
from server.posts.items import ItemGone, Told
from server.posts.models import Post
from server.settings import current
from server.web import limits, pages
from server.web.forms import Form

NAME_MOST = 80
SORRY = "We could not look into this file just now. Please try again."

blueprint = Blueprint("composer", __name__)


@blueprint.get("/posts/new")
async def show() -> pages.Answer:
    """The form to post photos and videos, with what was chosen before and not posted yet."""
    return await _page(Form(), [], 200)


@blueprint.get("/posts")
async def show_again() -> pages.Answer:
    """Where a refused form stands in a browser without a script: its draft is still there."""
    return pages.see_other("/posts/new")


@blueprint.post("/posts")
async def create() -> pages.Answer:
    """Post what was uploaded before (`item`, repeated) and what comes with the form (`media` files, repeated)."""
    me, form = await doors.me(), await Form.sent()
    made = await queries.by_key(me.id, form.key[:64])
    if made is not None:
        return pages.see_other(f"/p/{made.id}")
    told = await forms.told(form)
    if form.value("move"):
        return await _page(form, told, 200)
    post, status = await _create(me, form, told)
    return pages.see_other(f"/p/{post.id}") if post else await _page(form, told, status)


async def _create(me: Viewer, form: Form, told: list[Told]) -> tuple[Post | None, int]:
    """The post, or None and the status that says why not; what arrived is then in the draft."""
    caption = form.text("caption", most=forms.CAPTION_MOST, label="A caption")
    files = [file for file in (await request.files).getlist("media") if file.filename]
    if not told and not files:
        form.refuse("media", "Choose a photo or a video first.")
    if await uploads.are_arriving(me.id, (item.media for item in told)):
        form.refuse("media", "One of these is still arriving. Choose the same file again to go on, or remove it.")
    most, chosen = current().album_max, len(told) + len(files)
    if chosen > most:
        form.refuse("media", f"A post can have up to {most} photos and videos; these are {chosen}.")
    alts = await _alts_of_files(form, len(files))
    if not form.ok:
        return None, 422
    arrived, status = await _receive(me, form, files, alts)
    if not form.ok:
        return None, status
    try:
        post = await actions.create(me, told + arrived, caption=caption, key=form.key[:64])
    except ItemGone:
        form.refuse("media", "One of these was removed or posted in another tab. Please look again.")
        return None, 409
    # The same form sent twice at once: these are the same files a second time.
    for item in arrived:
        if item.media not in post.media:
            await media.discard(me.id, item.media)
    return post, 303


async def _alts_of_files(form: Form, count: int) -> list[str]:
    """Descriptions of the files stand behind those of the items."""
    sent = await request.form
    alts = sent.getlist("alt")[len(sent.getlist("item")) :]
    return [forms.alt(form, alts, place) for place in range(count)]


async def _receive(me: Viewer, form: Form, files: Sequence[FileStorage], alts: Sequence[str]) -> tuple[list[Told], int]:
    """Each file an upload in the draft; the refused ones are named in the form, with the status for that."""
    arrived, status = [], 200
    for file, alt in zip(files, alts, strict=True):
        await limits.spend("upload", current().upload_limit, str(me.id))
        name = (file.filename or "")[:NAME_MOST]
        try:
            arrived.append(Told(await _receive_one(me, file, name), alt))
        except (Refused, ChildFailed) as error:
            status = 413 if isinstance(error, Refused) and error.code == "too_many_bytes" else 422
            sentence = error.sentence if isinstance(error, Refused) else SORRY
            form.refuse("media", sentence if len(files) == 1 else f"{name}: {sentence}")
    return arrived, status


async def _receive_one(me: Viewer, file: FileStorage, name: str) -> ObjectId:
    with on_disk(file.stream) as path:
        upload = await media.receive(me.id, path, "photo", name)
    await media.insert(upload)
    await media.process_later(upload)
    return upload.id


async def _page(form: Form, told: Sequence[Told], status: int) -> pages.Answer:
    me = await doors.me()
    draft = views.as_told(await uploads.draft(me.id), told)
    parts = {"items": views.item_list(draft, form), "mould": views.mould()}
    return await pages.page("posts/new.html", status, form=form, settings=current(), **parts)
