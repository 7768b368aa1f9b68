"""What operators ask: is the process up, does each store answer, and the figures."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pymongo.errors import PyMongoError
from quart import Blueprint, Response, jsonify

from server.counters import queries as counters
from server.media.storage import reconcile
from server.stores import mongo, redis
from server.stores.redis import RedisError
from server.web import stopping
from server.web.access import public

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@public
async def healthz() -> Response:
    """The process is up."""
    return Response("ok", content_type="text/plain")


@blueprint.get("/readyz")
@public
async def readyz() -> Response:
    """Each dependency with its answer time; 503 when one does not answer, or when this process is on its way out."""
    if stopping.has_begun():
        return Response("stopping", status=503, content_type="text/plain")
    checks = await asyncio.gather(_check("mongodb", mongo.ping), _check("redis", redis.ping))
    response = jsonify(dict(checks))
    response.status_code = 200 if all(check["ok"] for _, check in checks) else 503
    return response


@blueprint.get("/metrics")
@public
async def metrics() -> Response:
    """The figures of this process, and of the stored media, for Prometheus."""
    await reconcile.publish_figures()
    await counters.publish_figures()
    return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)


async def _check(name: str, ping: Callable[[], Awaitable[None]]) -> tuple[str, dict[str, object]]:
    began = time.perf_counter()
    try:
        await ping()
        answered = True
    except (PyMongoError, RedisError, OSError):
        answered = False
    return name, {"ok": answered, "ms": round((time.perf_counter() - began) * 1000, 1)}
