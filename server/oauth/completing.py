"""The first time somebody comes with a provider: a username and a name, and her account is made."""

from quart import Blueprint

from server.accounts.actions import Taken
from server.accounts.models import Account
from server.entry import forms, modes
from server.entry.coming_in import enter
from server.i18n import gettext as _
from server.oauth import newcomers, pictures, providers
from server.oauth.newcomers import Newcomer
from server.settings import current
from server.web import cookies, limits, pages
from server.web.access import public, secret
from server.web.forms import Form

blueprint = Blueprint("oauth_complete", __name__)


@blueprint.get("/auth/complete")
@public
@secret
async def edit() -> pages.Answer:
    """The form, filled in as the provider knows her."""
    newcomer = await newcomers.kept(cookies.sent(newcomers.COOKIE))
    if newcomer is None:
        return await pages.page("oauth/gone.html", 404)
    if instead := await _instead(newcomer):
        return instead
    known = newcomer.somebody
    return await _page(newcomer, Form({"name": known.name, "username": await newcomers.free_username(known.hint)}))


@blueprint.post("/auth/complete")
@public
@secret
async def save() -> pages.Answer:
    """Make the account, and come in."""
    text, form = cookies.sent(newcomers.COOKIE), await Form.sent()
    newcomer = await newcomers.kept(text)
    if newcomer is None:
        return await pages.page("oauth/gone.html", 404)
    if instead := await _instead(newcomer):
        return instead
    await limits.spend("signup", current().signup_limit, limits.address())
    try:
        account = await _new_account(newcomer, form)
    except Taken:
        # Meanwhile her address is somebody's, or the form was sent twice.
        return pages.see_other("/auth/complete")
    if account is None:
        return await _page(newcomer, form, 422)
    await newcomers.settled(text)
    answer = await enter(account, newcomer.somebody.provider, newcomer.next)
    cookies.take_back(answer, newcomers.COOKIE)
    return answer


async def _instead(newcomer: Newcomer) -> pages.Answer | None:
    """The answer to who has nothing to choose here: she has an account, by now or all along, or nobody may join."""
    if await newcomers.known(newcomer):
        return await pages.page("oauth/gone.html", 404)
    if await newcomers.owner(newcomer):
        known = newcomer.somebody
        provider = await providers.by_slug(known.provider)
        return await pages.page("oauth/existing.html", email=known.email, provider=provider)
    return await modes.closed_page() if modes.is_closed() else None


async def _new_account(newcomer: Newcomer, form: Form) -> Account | None:
    username, name = forms.username(form), forms.name(form)
    admission = await modes.may_join(form)
    if not form.ok or admission is None:
        return None
    try:
        account = await newcomers.sign_up(newcomer, username=username, name=name, **admission._asdict())
    except Taken as taken:
        if taken.field == "username":
            form.refuse("username", _("This username is taken."))
        elif taken.field == modes.FIELD:
            form.refuse(modes.FIELD, _(modes.NOT_INVITED))
        else:
            raise
        return None
    if newcomer.somebody.picture and form.value("picture"):
        await pictures.take_later(account.id, newcomer.somebody.picture)
    return account


async def _page(newcomer: Newcomer, form: Form, status: int = 200) -> pages.Answer:
    known = newcomer.somebody
    provider = await providers.by_slug(known.provider)
    return await pages.page("oauth/complete.html", status, form=form, somebody=known, provider=provider)
