"""Around every request: an id, one line in the log, figures for /metrics, and the headers that keep browsers safe."""

import random
import time
from functools import cache

import structlog
from prometheus_client import Counter, Histogram
from quart import Quart, Request, Response, g
from quart.globals import request_ctx

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "connect-src 'self'",
        "font-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), microphone=(), payment=(), usb=()",
}

log = structlog.get_logger("request")
requests = Counter("tintype_requests_total", "Requests answered", ["method", "endpoint", "status"])
seconds = Histogram("tintype_request_seconds", "Time to answer", ["endpoint"])
# Anybody may invent a method; the figures must not grow with that.
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"})


def install(app: Quart, *, secure: bool) -> None:
    """Watch the requests of `app`; `secure`: it is reached over https, so browsers must never use http again."""
    headers = HEADERS | ({"Strict-Transport-Security": "max-age=31536000; includeSubDomains"} if secure else {})

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
