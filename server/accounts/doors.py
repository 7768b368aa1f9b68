"""Who may come in. A route needs a signed-in person unless it says @public; nothing is open by forgetting."""

from datetime import timedelta
from functools import wraps
from typing import Any, ClassVar
from urllib.parse import quote

from quart import Quart, Response, current_app, g, request
from quart_auth import Action, AuthUser, QuartAuth, current_user, login_user, logout_user

from server import i18n
from server.accounts import sessions
from server.accounts.models import Viewer
from server.settings import Settings, current
from server.web import access, cookies, pages
from server.web.access import View
from server.web.origin import SAFE

COOKIE = "tintype_session"
CHECKED_MOST = 20_000


class Cookies(QuartAuth):
    """quart-auth, remembering the cookies whose signature was right: checking one costs more than the rest of the door.

    When a session ends is in its document, so a remembered cookie opens nothing for longer than a checked one.
    """

    _checked: ClassVar[dict[str, str]] = {}

    def load_token(self, token: str, app: Quart | None = None) -> str | None:
        """The id that a cookie carries; None when its signature is wrong or too old."""
        if known := self._checked.get(token):
            return known
        auth_id = super().load_token(token, app)
        if auth_id is not None:
            if len(self._checked) >= CHECKED_MOST:
                self._checked.clear()
            self._checked[token] = auth_id
        return auth_id

    async def after_request(self, response: Response) -> Response:
        """Send the cookie when somebody came in or went; who did not even look at it has nothing to send."""
        user = g.get(self.attribute_name)
        return response if user is None or user.action is Action.PASS else await super().after_request(response)


def install(app: Quart, settings: Settings) -> None:
    """Set up the cookie, and have every request of `app` pass the door."""
    app.secret_key = settings.secret_key
    app.config["SECRET_KEY_FALLBACKS"] = list(settings.secrets[1:])
    Cookies(
        app,
        cookie_name=cookies.name(COOKIE),
        cookie_secure=settings.secure_cookies,
        cookie_samesite="Lax",
        duration=settings.session_days * 24 * 3600,
        salt="tintype session",
    )
    app.before_request(_pass_door)
    pages.shares("viewer")(viewer)


async def viewer() -> Viewer | None:
    """Who sent this request or opened this socket; None when nobody is signed in."""
    if "viewer" not in g:
        g.viewer = await sessions.viewer(current_user.auth_id)
        if g.viewer is not None and g.viewer.language:
            i18n.speak(g.viewer.language)
    return g.viewer  # type: ignore[no-any-return]


async def me() -> Viewer:
    """The signed-in person; only for routes that are not public."""
    found = await viewer()
    if found is None:
        raise RuntimeError("a public route asked for the signed-in person")
    return found


def is_public(endpoint: str | None) -> bool:
    """Whether a route says of itself that it is open to all; unknown addresses are (they answer 404)."""
    view = current_app.view_functions.get(endpoint or "")
    return view is None or access.is_public(view)


def let_in(auth_id: str) -> None:
    """Send the cookie of a new session with this answer."""
    login_user(AuthUser(auth_id), remember=True)
    g.pop("viewer", None)


def let_out() -> None:
    """Take the cookie back with this answer."""
    logout_user()
    g.viewer = None


def proved(view: View) -> View:
    """Open this route only to who has proved lately who she is: for what a stranger at her desk must not do.

    A form may be sent for as long again after its page was opened, so that nothing is lost while she fills it in.
    """

    @wraps(view)
    async def door(*args: Any, **values: Any) -> Any:
        within = timedelta(minutes=current().proof_minutes)
        if request.method not in SAFE:
            within *= 2
        if await sessions.is_proved((await me()).session, within):
            return await view(*args, **values)
        return pages.whole_page_at(f"/prove?next={quote(_wanted('/settings'), safe='')}")

    return access.secret(door)  # type: ignore[return-value]


async def _pass_door() -> pages.Answer | None:
    if is_public(request.endpoint) or await viewer() is not None:
        return None
    return pages.whole_page_at(f"/login?next={quote(_wanted('/'), safe='')}")


def _wanted(otherwise: str) -> str:
    """Where this request was going, as far as one can go there again: a part of a page is no place to go to."""
    is_part = pages.is_htmx() and not pages.wants_partial() and not pages.wants_history()
    return otherwise if is_part or request.method != "GET" else request.full_path.rstrip("?")
