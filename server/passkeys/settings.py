"""A person's own passkeys: the list, one more, another name, one less."""

from quart import Blueprint, abort, request

from server.accounts import credentials, doors, notices, queries
from server.accounts.models import Passkey
from server.i18n import count, mark
from server.i18n import gettext as _
from server.passkeys import actions, answers, challenges
from server.passkeys.bodies import in_json, said, sent
from server.passkeys.names import NAME_MOST
from server.passkeys.refused import Refused
from server.web import limits, pages
from server.web.forms import Form

FULL = mark("You have %(most)s passkeys, which is as many as there can be. Remove one that you no longer use.")
TAKEN = mark("This passkey opens an account already.")
LAST = mark("This is the only way into your account. Set a password, or add another passkey, before you remove it.")

blueprint = Blueprint("passkey_settings", __name__, url_prefix="/settings/passkeys")


@blueprint.get("")
@doors.proved
async def index() -> pages.Answer:
    """All of hers, and how to add one."""
    return await _page(Form())


@blueprint.post("/options")
@doors.proved
@in_json
async def options() -> pages.Answer:
    """What the browser is asked to make."""
    me = await doors.me()
    await limits.spend("passkey challenge", challenges.LIMIT, str(me.id))
    existing = await _hers()
    if len(existing) >= actions.MOST:
        raise _full()
    return said(await challenges.to_add(me, existing))


@blueprint.post("")
@doors.proved
@in_json
async def add() -> pages.Answer:
    """Keep what the browser made."""
    me = await doors.me()
    made = await answers.new_passkey(me.id, (await sent()).credential, request.headers.get("User-Agent", ""))
    if not await actions.add(me.id, made):
        raise _full() if len(await _hers()) >= actions.MOST else Refused(TAKEN)
    await _tell(mark("The passkey “%(name)s” can now be used to sign in."), made.name)
    return pages.whole_page_at("/settings/passkeys")


@blueprint.post("/<passkey_id>")
@doors.proved
async def rename(passkey_id: str) -> pages.Answer:
    """Call one something else."""
    form = await Form.sent()
    name = form.line("name", most=NAME_MOST, label=_("The name"), required=True)
    await _one_of_hers(passkey_id)
    if not form.ok:
        return await _page(form, 422, changing=passkey_id)
    await actions.rename((await doors.me()).id, passkey_id, name)
    return pages.see_other("/settings/passkeys")


@blueprint.delete("/<passkey_id>")
@doors.proved
async def remove(passkey_id: str) -> pages.Answer:
    """Have one open the account no more, unless nothing else would."""
    gone = await _one_of_hers(passkey_id)
    if await actions.remove((await doors.me()).id, passkey_id):
        await _tell(mark("The passkey “%(name)s” can no longer be used to sign in."), gone.name)
        return pages.see_other("/settings/passkeys")
    form = Form()
    form.refuse("remove", _(LAST))
    return await _page(form, 422, changing=passkey_id)


async def _hers() -> list[Passkey]:
    return (await credentials.of((await doors.me()).id)).passkeys


async def _one_of_hers(passkey_id: str) -> Passkey:
    return next((each for each in await _hers() if each.id == passkey_id), None) or abort(404)


def _full() -> Refused:
    return Refused(FULL, most=count(actions.MOST))


async def _tell(what: str, name: str) -> None:
    if account := await queries.by_id((await doors.me()).id):
        await notices.security_changed(account, what, name=name)


async def _page(form: Form, status: int = 200, changing: str = "") -> pages.Answer:
    shown = {"passkeys": await _hers(), "changing": changing, "most": actions.MOST, "name_most": NAME_MOST}
    return await pages.page("passkeys/index.html", status, form=form, **shown)
