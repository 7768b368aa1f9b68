"""A forgotten password: asking for a link, and choosing another password with it."""

from quart import Blueprint, request

from server.accounts import credentials
from server.accounts.models import Account
from server.accounts.tickets import Ticket
from server.entry import coming_in, forms, letters
from server.entry.letters import RESET
from server.i18n import gettext as _
from server.recovery import actions
from server.recovery.links import link
from server.settings import current
from server.web import limits, pages
from server.web.access import public
from server.web.forms import Form

blueprint = Blueprint("recovery", __name__)


@blueprint.get("/reset")
@public
async def ask() -> pages.Answer:
    """The form that asks for the name or address."""
    return await pages.page("recovery/ask.html", form=Form())


@blueprint.post("/reset")
@public
async def send() -> pages.Answer:
    """Send a link, if there is anybody to send it to; nobody can see whether there is."""
    form = await Form.sent()
    login = form.line("login", most=forms.EMAIL_MOST, label=_("The name or address"), required=True).lower()
    if not form.ok:
        return await pages.page("recovery/ask.html", 422, form=form)
    await limits.spend("reset from", current().mail_limit, limits.address())
    await limits.spend("reset of", current().mail_limit, login)
    await letters.offer_reset(login)
    return pages.see_other("/reset/sent")


@blueprint.get("/reset/sent")
@public
async def sent() -> pages.Answer:
    """What to do next, the same for everybody."""
    return await pages.page("recovery/sent.html")


@blueprint.get("/reset/<token>")
@link(RESET)
async def choose(token: str, ticket: Ticket, account: Account) -> pages.Answer:
    """The form for another password."""
    return await _page(token, account, Form())


@blueprint.post("/reset/<token>")
@link(RESET)
async def reset(token: str, ticket: Ticket, account: Account) -> pages.Answer:
    """Open the account with this password from now on, and go in; a second factor is still asked for."""
    form = await Form.sent()
    password = forms.new_password(form, account.email, account.username, account.name)
    if not form.ok:
        return await _page(token, account, form, 422)
    device = request.headers.get("User-Agent", "")
    account = await actions.reset_password(token, password, device)
    return await coming_in.first_proof(account, await credentials.of(account.id), "password", "/")


async def _page(token: str, account: Account, form: Form, status: int = 200) -> pages.Answer:
    return await pages.page("recovery/choose.html", status, token=token, account=account, form=form)
