"""Choosing the language: in the foot of every page, for who is signed in and who is not."""

from quart import Blueprint

from server import i18n
from server.accounts import actions as accounts
from server.accounts import doors
from server.web import language, pages
from server.web.access import public
from server.web.forms import Form

blueprint = Blueprint("language", __name__)


@blueprint.post("/language")
@public
async def choose() -> pages.Answer:
    """Speak `language` from now on, on this device and on all others of the account."""
    chosen = (await Form.sent()).value("language")
    viewer = await doors.viewer()
    answer = pages.back()
    if chosen in i18n.LANGUAGES:
        language.remember(answer, chosen)
        if viewer is not None:
            await accounts.choose_language(viewer.id, chosen)
    return answer
