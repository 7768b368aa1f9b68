"""The composer: what is chosen for a new post, and what its author says of it."""

from collections.abc import Sequence

from bson import ObjectId
from quart import Blueprint, Response, request
from werkzeug.datastructures import FileStorage

from server.accounts import doors
from server.accounts.models import Viewer
from server.i18n import count, mark
from server.i18n import gettext as _
from server.media import actions as media
from server.media import queries as uploads
from server.media import refusals
from server.media.sandbox import ChildFailed, Refused
from server.media.uploads import on_disk
from server.posts import actions, drafts, forms, queries, views
from server.posts.items import ItemGone, Told
from server.posts.models import Post
from server.relationships.queries import AUDIENCES
from server.settings import current
from server.web import limits, pages
from server.web.forms import Form

NAME_MOST = 80
SORRY = mark("We could not look into this file just now. Please try again.")
AT_MOST = 32

blueprint = Blueprint("composer", __name__)


@blueprint.get("/posts/new")
async def show() -> pages.Answer:
    """The form to post photos and videos, with what was chosen before and not posted yet; `caption` is a suggestion."""
    draft = await drafts.of((await doors.me()).id)
    caption = draft.caption or request.args.get("caption", "")[: forms.CAPTION_MOST]
    return await _page(Form({"caption": caption, "audience": draft.audience, "at": draft.at}), [], 200)


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
    if form.value("save"):
        return await _save_all(me, form, told)
    post, status = await _create(me, form, told)
    if status == 200:
        # She is asked something first, and may answer another day.
        await _save(me, form, told)
    return pages.see_other(f"/p/{post.id}") if post else await _page(form, told, status)


@blueprint.post("/posts/draft")
async def save_draft() -> pages.Answer:
    """Keep what is typed, as the page's script sends it while it is."""
    me, form = await doors.me(), await Form.sent()
    await limits.spend("draft", current().write_limit, str(me.id))
    await _save(me, form, await forms.told(form))
    return Response("", 204)


@blueprint.delete("/posts/draft")
async def discard_draft() -> pages.Answer:
    """Throw the draft away, with what was uploaded for it."""
    await drafts.discard((await doors.me()).id)
    return pages.see_other("/posts/new")


async def _save(me: Viewer, form: Form, told: Sequence[Told]) -> None:
    # However long: it is not refused before it is posted.
    caption, audience, at = (form.value(name) for name in ("caption", "audience", "at"))
    most = 2 * forms.CAPTION_MOST
    chosen = audience if audience in AUDIENCES else ""
    await drafts.save(me.id, told, key=form.key[:64], caption=caption[:most], audience=chosen, at=at[:AT_MOST])


async def _save_all(me: Viewer, form: Form, told: list[Told]) -> pages.Answer:
    """Keep the files that came with the form, too."""
    files = await _chosen()
    arrived, status = await _receive(me, form, files, await _alts_of_files(form, len(files)))
    await _save(me, form, told + arrived)
    return pages.see_other("/posts/new") if form.ok else await _page(form, told + arrived, status)


async def _create(me: Viewer, form: Form, told: list[Told]) -> tuple[Post | None, int]:
    """The post, or None and the status that says why not; what arrived is then in the draft."""
    words = forms.words(form)
    files = await _chosen()
    if not told and not files:
        form.refuse("media", _("Choose a photo or a video first."))
    if await uploads.are_arriving(me.id, (item.media for item in told)):
        form.refuse("media", _("One of these is still arriving. Choose the same file again to go on, or remove it."))
    most, chosen = current().album_max, len(told) + len(files)
    if chosen > most:
        form.refuse(
            "media",
            _(
                "A post can have up to %(most)s photos and videos; these are %(chosen)s.",
                most=count(most),
                chosen=count(chosen),
            ),
        )
    alts = await _alts_of_files(form, len(files))
    if not form.ok:
        return None, 422
    arrived, status = await _receive(me, form, files, alts)
    if not form.ok:
        return None, status
    told += arrived
    if await _reminds(me, form, told):
        return None, 200
    try:
        post = await actions.create(me, told, key=form.key[:64], **words._asdict())
    except ItemGone:
        form.refuse("media", _("One of these was removed or posted in another tab. Please look again."))
        return None, 409
    # The same form sent twice at once: these are the same files a second time.
    for item in arrived:
        if item.media not in post.media:
            await media.discard(me.id, item.media)
    return post, 303


async def _chosen() -> list[FileStorage]:
    """The files that come with the form: chosen, or taken with the camera of a phone."""
    files = await request.files
    return [file for name in ("media", "taken") for file in files.getlist(name) if file.filename]


async def _reminds(me: Viewer, form: Form, told: Sequence[Told]) -> bool:
    """Whether to say first that descriptions are missing: once for each form, and not to who wants that no more."""
    if form.value("unreminded"):
        await drafts.stop_reminding(me.id)
    if not form.value("remind") or not (await drafts.of(me.id)).reminds:
        return False
    found = await uploads.by_ids([item.media for item in told])
    return any(map(views.is_undescribed, views.as_told(found, told)))


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
            sentence = refusals.told(error) if isinstance(error, Refused) else _(SORRY)
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
    draft = await drafts.of(me.id)
    items = views.as_told(drafts.in_order(draft, await uploads.draft(me.id)), told)
    is_reminder = status == 200 and bool(form.value("remind")) and not form.value("move")
    missing = sum(map(views.is_undescribed, items)) if is_reminder else 0
    parts = {"items": views.item_list(items, form, marks_missing=bool(missing)), "mould": views.mould()}
    context = {
        "draft": draft,
        "missing": missing,
        "is_only": len(items) == 1,
        "is_empty": not items and not form.value("caption"),
    }
    return await pages.page("posts/new.html", status, form=form, settings=current(), **context, **parts)
