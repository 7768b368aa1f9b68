"""Cookies, all in one manner: no script reads them, no other site sends them, no other host of the domain sets them.

Over https their names begin with `__Host-`, which browsers believe of no cookie that is not Secure, for one host and
for all of its paths (RFC 6265bis, cookie name prefixes).
"""

from datetime import timedelta

from quart import request
from werkzeug.sansio.response import Response

from server.settings import current


def name(base: str) -> str:
    """How the cookie `base` is called on this site."""
    return f"__Host-{base}" if current().secure_cookies else base


def sent(base: str) -> str:
    """What the browser sent back in the cookie `base`; empty when nothing."""
    return request.cookies.get(name(base), "")


def give(response: Response, base: str, value: str, lasts: timedelta) -> None:
    """Have the browser keep `value` for so long."""
    response.set_cookie(
        name(base),
        value,
        max_age=lasts,
        path="/",
        secure=current().secure_cookies,
        httponly=True,
        samesite="Lax",
    )


def take_back(response: Response, base: str) -> None:
    """Have the browser forget it."""
    response.delete_cookie(name(base), path="/", secure=current().secure_cookies, httponly=True, samesite="Lax")
