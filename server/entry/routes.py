"""Signing up, in and out."""

from quart import Blueprint, request

from server.accounts import actions, doors, sessions
from server.accounts.actions import Taken
from server.accounts.models import Account
from server.accounts.passwords import MOST
from server.entry import forms
from server.entry.coming_in import enter, first_proof
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
    return await pages.page("entry/signup.html", form=Form())


@blueprint.post("/signup")
@public
async def sign_up() -> pages.Answer:
    """Join, and be signed in."""
    form = await Form.sent()
    await limits.spend("signup", current().signup_limit, limits.address())
    account = await _new_account(form)
    if account is None:
        return await pages.page("entry/signup.html", 422, form=form)
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
    login = form.line("login", most=254, label="The name or address", required=True)
    await limits.spend("login from", current().login_limit, limits.address())
    await limits.spend("login as", current().login_limit, login.lower())
    account = await actions.with_password(login, form.value("password")[:MOST])
    if account is None:
        form.refuse("password", "That name and password do not belong together.")
        return await pages.page("entry/login.html", 422, form=form)
    return await first_proof(account, "password", pages.own_path(form.value("next")))


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
    if not form.ok:
        return None
    try:
        return await actions.sign_up(email=email, username=username, name=name, password=password)
    except Taken:
        form.refuse("username", "This username is taken.")
        return None
