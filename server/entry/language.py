"""Choosing the language: in the foot of every page, for who is signed in and who is not; and in the settings."""

from quart import Blueprint
from werkzeug.exceptions import UnprocessableEntity

from server import i18n
from server.accounts import actions as accounts
from server.accounts import doors, queries
from server.web import cookies, language, pages
from server.web.access import public
from server.web.forms import Form

# As the browser says.
BROWSERS = ""

blueprint = Blueprint("language", __name__)


@blueprint.get("/settings/language")
async def edit() -> pages.Answer:
    """What the account speaks, and what else it could."""
    account = await queries.by_id((await doors.me()).id)
    chosen = account.language if account else BROWSERS
    return await pages.page("entry/language.html", chosen=chosen)


@blueprint.post("/language")
@public
async def choose() -> pages.Answer:
    """Speak `language` from now on, on this device and on all others of the account; "" is as each browser says."""
    chosen = (await Form.sent()).value("language")
    viewer = await doors.viewer()
    if chosen not in (*i18n.LANGUAGES, BROWSERS):
        raise UnprocessableEntity
    # The frame around the page speaks it, too.
    answer = pages.whole_page_at(pages.back().location or "/")
    if chosen == BROWSERS:
        cookies.take_back(answer, language.COOKIE)
    else:
        language.remember(answer, chosen)
    if viewer is not None:
        await accounts.choose_language(viewer.id, chosen)
    return answer
