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


async def _choose() -> None:
    i18n.speak(cookies.sent(COOKIE) or i18n.preferred(request.headers.get("Accept-Language", "")))


def remember(response: Response, language: str) -> None:
    """Have the browser keep the choice."""
    cookies.give(response, COOKIE, language, LASTS)
