"""Who saves data: pictures then come when they are asked for.

A browser says so by its own (Save-Data), and a person for one browser by a cookie, which goes before it.
"""

from contextvars import ContextVar
from datetime import timedelta

from quart import Quart, request
from werkzeug.sansio.response import Response

from server import i18n
from server.i18n import count
from server.i18n import gettext as _
from server.web import cookies, templates

COOKIE = "tintype_data"
SAVE, SPEND = "save", "spend"
LASTS = timedelta(days=365)
MEGABYTE = 1_000_000

_saves: ContextVar[bool] = ContextVar("saves_data", default=False)


def install(app: Quart) -> None:
    """Have every request of `app` know it, and the templates ask."""
    app.before_request(_ask)


def is_on() -> bool:
    """Whether the person of this task saves data."""
    return _saves.get()


def variant() -> str:
    """What pages differ by from one person to another, apart from what is their own: a key for what is kept of them."""
    return f"{i18n.current()}+saves" if is_on() else i18n.current()


def remember(response: Response, *, save: bool) -> None:
    """Have the browser keep the choice."""
    cookies.give(response, COOKIE, SAVE if save else SPEND, LASTS)


def in_bytes(number: int) -> str:
    """180_000 -> "180 kB", 2_345_678 -> "2.3 MB"."""
    if number < MEGABYTE:
        return _("%(number)s kB", number=count(max(1, round(number / 1000))))
    return _("%(number)s MB", number=f"{number / MEGABYTE:.1f}")


async def _ask() -> None:
    chosen = cookies.sent(COOKIE)
    _saves.set(chosen == SAVE if chosen in (SAVE, SPEND) else request.headers.get("Save-Data", "").lower() == "on")


templates.add_global("saves_data", is_on)
templates.add_global("in_bytes", in_bytes)
