"""Signing up, in and out."""

from quart import Blueprint, request

from server.accounts import actions, credentials, doors, passwords, sessions
from server.accounts.actions import Taken
from server.accounts.models import Account
from server.accounts.passwords import MOST
from server.entry import forms, guessing, letters, modes
from server.entry.coming_in import enter, first_proof
from server.i18n import gettext as _
from server.settings import current
from server.web import limits, pages
from server.web.access import public
from server.web.forms import Form

blueprint = Blueprint("entry", __name__)


@blueprint.get("/signup")
@public
async def signup_page() -> pages.Answer:
    """The form to join."""
    if await doors.viewer():
        return pages.see_other("/")
    if modes.is_closed():
        return await modes.closed_page()
    return await pages.page("entry/signup.html", form=Form({modes.FIELD: request.args.get(modes.FIELD, "")}))


@blueprint.post("/signup")
@public
async def sign_up() -> pages.Answer:
    """Join, and be signed in."""
    if modes.is_closed():
        return await modes.closed_page()
    form = await Form.sent()
    await limits.spend("signup", current().signup_limit, limits.address())
    account = await _new_account(form)
    if account is None:
        return await pages.page("entry/signup.html", 422, form=form)
    await letters.ask_to_verify(account, account.email)
    return await enter(account, "password", "/")


@blueprint.get("/login")
@public
async def login_page() -> pages.Answer:
    """The form to sign in."""
    if await doors.viewer():
        return pages.see_other(pages.own_path(request.args.get("next")))
    return await pages.page("entry/login.html", form=Form({"next": request.args.get("next", "")}))


@blueprint.post("/login")
@public
async def log_in() -> pages.Answer:
    """Sign in with a password, and go where one was going."""
    form = await Form.sent()
    login = form.line("login", most=254, label=_("The name or address"), required=True)
    account, opens = await credentials.of_login(login)
    tried = await guessing.begin(login, account)
    is_right = await passwords.matches(form.value("password")[:MOST], opens.password or None)
    if account is None or not is_right:
        guessing.failed(tried)
        form.refuse("password", _("That name and password do not belong together."))
        return await pages.page("entry/login.html", 422, form=form)
    await guessing.succeeded(tried)
    return await first_proof(account, opens, "password", pages.own_path(form.value("next")))


@blueprint.post("/logout")
@public
async def log_out() -> pages.Answer:
    """End this session, here and on its open pages."""
    if viewer := await doors.viewer():
        await sessions.end(viewer.session)
    doors.let_out()
    return pages.whole_page_at("/")


async def _new_account(form: Form) -> Account | None:
    email, username, name = forms.email(form), forms.username(form), forms.name(form)
    password = forms.new_password(form, email, username, name)
    admission = await modes.may_join(form)
    if admission is None or not form.ok:
        return None
    try:
        return await actions.sign_up(
            email=email, username=username, name=name, password=password, **admission._asdict()
        )
    except Taken as taken:
        is_invitation = taken.field == modes.FIELD
        form.refuse(taken.field, _(modes.NOT_INVITED) if is_invitation else _("This username is taken."))
        return None
