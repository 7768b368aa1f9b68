"""Signing up, in and out."""

from email_validator import EmailNotValidError, validate_email
from quart import Blueprint, request
from regex import fullmatch

from server.accounts import actions, doors, sessions
from server.accounts.actions import Taken
from server.accounts.models import Account
from server.settings import current
from server.web import limits, pages
from server.web.access import public
from server.web.forms import Form

PASSWORD_LEAST = 8
PASSWORD_MOST = 200
USERNAME = r"[a-z0-9_][a-z0-9_.]{0,28}[a-z0-9_]"

blueprint = Blueprint("accounts", __name__)


@blueprint.get("/signup")
@public
async def signup_page() -> pages.Answer:
    """The form to join."""
    if await doors.viewer():
        return pages.see_other("/")
    return await pages.page("accounts/signup.html", form=Form())


@blueprint.post("/signup")
@public
async def sign_up() -> pages.Answer:
    """Join, and be signed in."""
    form = await Form.sent()
    await limits.spend("signup", current().signup_limit, limits.address())
    account = await _new_account(form)
    if account is None:
        return await pages.page("accounts/signup.html", 422, form=form)
    return await _enter(account, "/")


@blueprint.get("/login")
@public
async def login_page() -> pages.Answer:
    """The form to sign in."""
    if await doors.viewer():
        return pages.see_other(pages.own_path(request.args.get("next")))
    return await pages.page("accounts/login.html", form=Form({"next": request.args.get("next", "")}))


@blueprint.post("/login")
@public
async def log_in() -> pages.Answer:
    """Sign in with a password, and go where one was going."""
    form = await Form.sent()
    login = form.line("login", most=254, label="The name or address", required=True)
    await limits.spend("login from", current().login_limit, limits.address())
    await limits.spend("login as", current().login_limit, login.lower())
    account = await actions.with_password(login, form.value("password")[:PASSWORD_MOST])
    if account is None:
        form.refuse("password", "That name and password do not belong together.")
        return await pages.page("accounts/login.html", 422, form=form)
    return await _enter(account, pages.own_path(form.value("next")))


@blueprint.post("/logout")
@public
async def log_out() -> pages.Answer:
    """End this session, here and on its open pages."""
    if viewer := await doors.viewer():
        await sessions.end(viewer.session)
    doors.let_out()
    return pages.whole_page_at("/")


async def _enter(account: Account, address: str) -> pages.Answer:
    if before := await doors.viewer():
        await sessions.end(before.session)
    doors.let_in(await sessions.start(account.id, request.headers.get("User-Agent", "")))
    return pages.whole_page_at(address)


async def _new_account(form: Form) -> Account | None:
    email, username, name = _email(form), _username(form), form.line("name", most=50, label="The name", required=True)
    password = form.value("password")
    if not PASSWORD_LEAST <= len(password) <= PASSWORD_MOST:
        form.refuse("password", f"Use {PASSWORD_LEAST} to {PASSWORD_MOST} characters.")
    if not form.ok:
        return None
    try:
        return await actions.sign_up(email=email, username=username, name=name, password=password)
    except Taken as taken:
        words = {"email": "There is an account with this address already.", "username": "This username is taken."}
        form.refuse(taken.field, words[taken.field])
        return None


def _email(form: Form) -> str:
    try:
        return validate_email(form.value("email").strip(), check_deliverability=False).normalized
    except EmailNotValidError:
        form.refuse("email", "This does not look like an e-mail address.")
        return ""


def _username(form: Form) -> str:
    username = form.value("username").strip().lstrip("@").lower()
    if not fullmatch(USERNAME, username) or ".." in username:
        form.refuse("username", "Use 2 to 30 letters a-z, digits, underscores or dots, with no dot at either end.")
    return username
