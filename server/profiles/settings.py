"""How a person presents herself: name, bio and picture."""

from quart import Blueprint, request

from server.accounts import actions as accounts
from server.accounts import doors
from server.accounts import queries as people
from server.i18n import gettext as _
from server.media import actions as media
from server.media import broadcasts, refusals
from server.media.models import READY
from server.media.sandbox import ChildFailed, Refused
from server.media.uploads import on_disk
from server.profiles import actions
from server.settings import current
from server.web import limits, pages
from server.web.forms import Form

NAME_MOST = 50
BIO_MOST = 300

blueprint = Blueprint("profile_settings", __name__)


@blueprint.get("/settings")
async def index() -> pages.Answer:
    """All that a person can set."""
    return await pages.page("settings/index.html", account=await people.by_id((await doors.me()).id))


@blueprint.get("/settings/profile")
async def edit() -> pages.Answer:
    """The form with what is shown now."""
    account = await people.by_id((await doors.me()).id)
    values = {"name": account.name, "bio": account.bio} if account else {}
    return await _page(Form(values))


@blueprint.post("/settings/profile")
async def save() -> pages.Answer:
    """Show this from now on; a new picture appears when it is processed."""
    me, form = await doors.me(), await Form.sent()
    name = form.line("name", most=NAME_MOST, label=_("The name"), required=True)
    bio = form.text("bio", most=BIO_MOST, label=_("The text about you"))
    if form.ok:
        await _take_picture(form)
    if not form.ok:
        return await _page(form, 422)
    await accounts.edit(me.id, name=name, bio=bio)
    return pages.whole_page_at(f"/@{me.username}")


async def _take_picture(form: Form) -> None:
    me = await doors.me()
    chosen = [file for file in (await request.files).getlist("avatar") if file.filename]
    if not chosen:
        return
    await limits.spend("upload", current().upload_limit, str(me.id))
    try:
        with on_disk(chosen[0].stream) as path:
            await actions.change_picture(me, await media.receive(me.id, path, "avatar", chosen[0].filename or ""))
    except Refused as refused:
        form.refuse("avatar", refusals.told(refused))
    except ChildFailed:
        form.refuse("avatar", _("We could not look into this picture just now. Please try again."))


async def _page(form: Form, status: int = 200) -> pages.Answer:
    me = await doors.me()
    upload = await actions.latest_picture(me.id)
    progress = broadcasts.html(upload) if upload and upload.state != READY else ""
    return await pages.page("profiles/settings.html", status, form=form, progress=progress, settings=current())
