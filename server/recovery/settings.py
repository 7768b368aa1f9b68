"""The signed-in person's own address and password."""

from quart import Blueprint, request

from server.accounts import credentials, doors, queries
from server.accounts.models import Account
from server.entry import forms, letters
from server.i18n import gettext as _
from server.recovery import actions
from server.recovery.queries import asked_to_verify
from server.settings import current
from server.web import limits, pages
from server.web.forms import Form

blueprint = Blueprint("recovery_settings", __name__)


@blueprint.get("/settings/email")
@doors.proved
async def email_page() -> pages.Answer:
    """The address, whether it is confirmed, and the form for another."""
    return await _email_page(await _mine(), Form())


@blueprint.post("/settings/email")
@doors.proved
async def change_email() -> pages.Answer:
    """Send a link to another address, which becomes hers when she follows it."""
    account, form = await _mine(), await Form.sent()
    email = forms.email(form)
    if form.ok and email == account.email and account.email_verified:
        form.refuse("email", _("This is your address already."))
    if not form.ok:
        return await _email_page(account, form, 422)
    await _spend(account, email)
    await actions.change_address(account, email)
    return pages.see_other("/settings/email")


@blueprint.post("/settings/email/link")
@doors.proved
async def send_link() -> pages.Answer:
    """Send the link again: to the address that she wants, or to the one she has."""
    account = await _mine()
    email = await asked_to_verify(account.id) or ("" if account.email_verified else account.email)
    if email:
        await _spend(account, email)
        await letters.ask_to_verify(account, email)
    return pages.see_other("/settings/email")


@blueprint.get("/settings/password")
@doors.proved
async def password_page() -> pages.Answer:
    """The form for another password."""
    return await _password_page(await _mine(), Form())


@blueprint.post("/settings/password")
@doors.proved
async def change_password() -> pages.Answer:
    """Another password, or the first; all other sessions end."""
    account, form = await _mine(), await Form.sent()
    password = forms.new_password(form, account.email, account.username, account.name)
    if not form.ok:
        return await _password_page(account, form, 422)
    device = request.headers.get("User-Agent", "")
    await actions.change_password(account, password, device, but=(await doors.me()).session)
    return pages.see_other("/settings/password?changed=1")


async def _spend(account: Account, email: str) -> None:
    await limits.spend("letters of", current().mail_limit, str(account.id))
    await limits.spend("letters to", current().mail_limit, email)


async def _mine() -> Account:
    account = await queries.by_id((await doors.me()).id)
    if account is None:
        raise RuntimeError("the account of a session is gone")
    return account


async def _email_page(account: Account, form: Form, status: int = 200) -> pages.Answer:
    asked = await asked_to_verify(account.id)
    return await pages.page("recovery/email.html", status, account=account, asked=asked, form=form)


async def _password_page(account: Account, form: Form, status: int = 200) -> pages.Answer:
    has_one = bool((await credentials.of(account.id)).password)
    changed = "changed" in request.args
    return await pages.page(
        "recovery/password.html", status, account=account, has_one=has_one, changed=changed, form=form
    )
