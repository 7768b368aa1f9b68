"""Around every request: an id, one line in the log, figures for /metrics, and headers."""

import random
import time
from functools import cache
from typing import NoReturn

import structlog
from hypercorn.typing import WWWScope
from prometheus_client import Counter, Histogram
from quart import Quart, Request, Response, abort, current_app, g, request
from quart.globals import request_ctx

from server import i18n
from server.i18n import gettext as _
from server.i18n import mark
from server.settings import current
from server.web import headers, language
from server.web.access import is_secret

# No address of ours is half as long, with what a provider adds when it sends somebody back.
ADDRESS_BYTES = 8 * 1024
# Cookies and all else that browsers say are some 2 kB. Hypercorn bounds only what comes in several pieces.
HEADER_BYTES = 16 * 1024
# Arguments of routes that open something for who has the address, and the longest part of an address that nobody knows.
SECRETS = frozenset({"ticket", "token", "code"})
PART_MOST = 24

log = structlog.get_logger("request")
requests = Counter("tintype_requests_total", "Requests answered", ["method", "endpoint", "status"])
seconds = Histogram("tintype_request_seconds", "Time to answer", ["endpoint"])
# Anybody may invent a method; the figures must not grow with that.
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def install(app: Quart, *, secure: bool) -> None:
    """Watch the requests of `app`; `secure`: it is reached over https, so browsers must never use http again."""
    always = headers.always(current().media_base_url, secure=secure)
    lowered = [(name.lower(), name, value) for name, value in always.items()]

    @app.before_request
    async def begin() -> None:
        # Only for finding the line again: real randomness would cost a system call.
        g.request_id = f"{random.getrandbits(48):012x}"
        g.began = time.perf_counter()
        structlog.contextvars.bind_contextvars(request_id=g.request_id)
        _refuse_what_is_too_long(request.scope)

    @app.after_request
    async def end(response: Response) -> Response:
        if is_secret(current_app.view_functions.get(request_ctx.request.endpoint or "")):
            response.headers["Cache-Control"] = "no-store"
        given = {name.lower() for name in response.headers.keys()}  # noqa: SIM118 - it is no dict
        for lower, name, value in lowered:
            if lower not in given:
                response.headers.add(name, value)
        response.headers.add("X-Request-Id", g.request_id)
        _record(request_ctx.request, response.status_code)
        return response


def _refuse_what_is_too_long(asked: WWWScope) -> None:
    if len(asked["raw_path"]) + len(asked["query_string"]) > ADDRESS_BYTES:
        _refuse(414, mark("No address here is as long as this one."))
    if sum(len(name) + len(value) for name, value in asked["headers"]) > HEADER_BYTES:
        _refuse(431, mark("Your browser says more than we can take. Removing the cookies of this site may help."))


def _refuse(status: int, message: str) -> NoReturn:
    i18n.speak(language.of_browser())  # nobody has looked at what she chose: that stands in a cookie
    abort(status, _(message))


def path_for_the_log(answered: Request) -> str:
    """The path of a request, without what opens something for who reads it: tickets, and what may be one misspelt."""
    rule = answered.url_rule
    if rule is None:
        parts = answered.path.split("/")
        return "/".join(part if len(part) <= PART_MOST else f"{part[:3]}…" for part in parts)
    return rule.rule if rule.arguments & SECRETS else answered.path


def _record(answered: Request, status: int) -> None:
    took = time.perf_counter() - g.began
    endpoint = answered.endpoint or "none"
    count, times = _figures(answered.method if answered.method in METHODS else "other", endpoint, status)
    count.inc()
    times.observe(took)
    level = "warning" if status >= 500 else "info"
    getattr(log, level)(
        "answered", method=answered.method, path=path_for_the_log(answered), status=status, ms=round(took * 1000, 1)
    )
    structlog.contextvars.clear_contextvars()


@cache
def _figures(method: str, endpoint: str, status: int) -> tuple[Counter, Histogram]:
    return requests.labels(method, endpoint, status), seconds.labels(endpoint)
