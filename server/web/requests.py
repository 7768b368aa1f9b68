"""Around every request: an id, one line in the log, figures for /metrics, and the headers that keep browsers safe."""

import random
import time
from functools import cache
from urllib.parse import urlsplit

import structlog
from prometheus_client import Counter, Histogram
from quart import Quart, Request, Response, g
from quart.globals import request_ctx

from server.settings import current

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), microphone=(), payment=(), usb=()",
}

log = structlog.get_logger("request")
requests = Counter("tintype_requests_total", "Requests answered", ["method", "endpoint", "status"])
seconds = Histogram("tintype_request_seconds", "Time to answer", ["endpoint"])
# Anybody may invent a method; the figures must not grow with that.
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def install(app: Quart, *, secure: bool) -> None:
    """Watch the requests of `app`; `secure`: it is reached over https, so browsers must never use http again."""
    headers = HEADERS | {"Content-Security-Policy": content_security_policy(current().media_base_url)}
    headers |= {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"} if secure else {}

    @app.before_request
    async def begin() -> None:
        # Only for finding the line again: real randomness would cost a system call.
        g.request_id = f"{random.getrandbits(48):012x}"
        g.began = time.perf_counter()
        structlog.contextvars.bind_contextvars(request_id=g.request_id)

    @app.after_request
    async def end(response: Response) -> Response:
        given = {name.lower() for name in response.headers.keys()}  # noqa: SIM118 - it is no dict
        for name, value in headers.items():
            if name.lower() not in given:
                response.headers.add(name, value)
        response.headers.add("X-Request-Id", g.request_id)
        _record(request_ctx.request, response.status_code)
        return response


def content_security_policy(media_base_url: str) -> str:
    """What a page may load: its own site's files, and media from the host of `media_base_url` when that is set.

    blob: is how a script gives a photo or a stream to an element: the composer's previews, and hls.js.
    """
    base = urlsplit(media_base_url)
    media = f"'self' {base.scheme}://{base.netloc}" if base.netloc else "'self'"
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            f"img-src {media} data: blob:",
            f"media-src {media} blob:",
            f"connect-src {media}",
            "font-src 'self'",
            "manifest-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        )
    )


def _record(answered: Request, status: int) -> None:
    took = time.perf_counter() - g.began
    endpoint = answered.endpoint or "none"
    count, times = _figures(answered.method if answered.method in METHODS else "other", endpoint, status)
    count.inc()
    times.observe(took)
    level = "warning" if status >= 500 else "info"
    getattr(log, level)("answered", method=answered.method, path=answered.path, status=status, ms=round(took * 1000, 1))
    structlog.contextvars.clear_contextvars()


@cache
def _figures(method: str, endpoint: str, status: int) -> tuple[Counter, Histogram]:
    return requests.labels(method, endpoint, status), seconds.labels(endpoint)
