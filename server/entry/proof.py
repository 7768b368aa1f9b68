"""Proving again who one is, before what a stranger at her desk must not do (accounts/doors.py, `proved`)."""

from quart import Blueprint, request

from server.accounts import credentials, doors, passwords, queries, sessions
from server.accounts.models import Credentials
from server.entry import guessing
from server.entry.second import WRONG_CODE
from server.i18n import gettext as _
from server.settings import current
from server.two_step import actions
from server.web import pages
from server.web.forms import Form

# It lets who is signed in there through without asking for anything, so its word proves nothing anew.
PROVES_NOTHING = {"github"}

blueprint = Blueprint("proof", __name__)


@blueprint.get("/prove")
async def ask() -> pages.Answer:
    """The ways in which this person can prove it."""
    return await _page(Form({"next": pages.own_path(request.args.get("next"), "/settings")}))


@blueprint.post("/prove")
async def check() -> pages.Answer:
    """She has proved it with her password or a code: on to where she was going."""
    me, form = await doors.me(), await Form.sent()
    opens = await credentials.of(me.id)
    if not await (_by_password if opens.password else _by_code)(opens, form):
        return await _page(form, 422)
    await sessions.prove(me.session)
    return pages.whole_page_at(pages.own_path(form.value("next"), "/settings"))


async def _by_password(opens: Credentials, form: Form) -> bool:
    tried = await guessing.begin("", await queries.by_id(opens.id))
    if await passwords.matches(form.value("password")[: passwords.MOST], opens.password):
        await guessing.succeeded(tried)
        return True
    guessing.failed(tried)
    form.refuse("password", _("This is not your password."))
    return False


async def _by_code(opens: Credentials, form: Form) -> bool:
    if await actions.accept(opens.id, form.value("code")):
        return True
    form.refuse("code", _(WRONG_CODE))
    return False


async def _page(form: Form, status: int = 200) -> pages.Answer:
    opens = await credentials.of((await doors.me()).id)
    able = {identity.provider for identity in opens.identities} - PROVES_NOTHING
    return await pages.page(
        "entry/prove.html", status, form=form, opens=opens, able=able, minutes=current().proof_minutes
    )
