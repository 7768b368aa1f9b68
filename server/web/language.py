"""Which language an answer speaks: what the person chose, else what her browser asks for."""

from datetime import timedelta

from quart import Quart, request
from werkzeug.sansio.response import Response

from server import i18n
from server.web import cookies

COOKIE = "tintype_language"
LASTS = timedelta(days=365)


def install(app: Quart) -> None:
    """Have every request of `app` speak a language. An account's own choice is known later (accounts/doors.py)."""
    app.before_request(_choose)


def of_browser() -> str:
    """The language that the browser of this request asks for."""
    return i18n.preferred(request.headers.get("Accept-Language", ""))


async def _choose() -> None:
    chosen = cookies.sent(COOKIE)
    i18n.speak(chosen if chosen in i18n.LANGUAGES else of_browser())


def remember(response: Response, language: str) -> None:
    """Have the browser keep the choice."""
    cookies.give(response, COOKIE, language, LASTS)
