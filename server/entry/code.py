"""The page that asks for the second factor."""

from quart import Blueprint, request
from werkzeug.exceptions import TooManyRequests

from server.accounts import history
from server.accounts.models import Account
from server.accounts.tickets import Spent
from server.entry import second
from server.entry.coming_in import enter
from server.i18n import gettext as _
from server.settings import current
from server.two_step import actions, cookie
from server.web import cookies, limits, pages
from server.web.access import public
from server.web.forms import Form

blueprint = Blueprint("entry_code", __name__)


@blueprint.get("/login/code")
@public
async def ask() -> pages.Answer:
    """The form for the code."""
    if not await second.is_asked():
        return pages.see_other("/login")
    return await _page(Form())


@blueprint.post("/login/code")
@public
async def check() -> pages.Answer:
    """In with the right code, and on to where she was going."""
    form = await Form.sent()
    try:
        account, ticket = await second.try_once()
        if await _is_right(account, form):
            await second.shown()
            return await _enter(account, ticket.data["how"], ticket.data["address"], trust=form.value("trust") == "yes")
    except Spent:
        return await _over()
    except TooManyRequests as error:
        form.refuse("code", _("%(wait)s A recovery code is good at any time.", wait=error.description))
        return await _page(form, 429)
    return await _page(form, 422) if ticket.tries < second.TRIES_MOST else await _over()


async def _is_right(account: Account, form: Form) -> bool:
    if await actions.accept(account.id, form.value("code")):
        return True
    device = request.headers.get("User-Agent", "")
    await history.refused(account, "code", device=device, address=limits.address())
    form.refuse("code", _(second.WRONG_CODE))
    return False


async def _enter(account: Account, how: str, address: str, *, trust: bool) -> pages.Answer:
    answer = await enter(account, how, address)
    cookies.take_back(answer, second.COOKIE)
    if trust:
        device = request.headers.get("User-Agent", "")
        token = await actions.trust(account.id, device=device, address=limits.address())
        cookie.keep(answer, account.id, token)
    return answer


async def _page(form: Form, status: int = 200) -> pages.Answer:
    return await pages.page("entry/code.html", status, form=form, over=False, days=current().trusted_days)


async def _over() -> pages.Answer:
    answer = await pages.page("entry/code.html", 422, over=True)
    cookies.take_back(answer, second.COOKIE)
    return answer
