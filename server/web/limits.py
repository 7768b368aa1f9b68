"""How often somebody may do something: counted in Redis by one atomic script, in memory while Redis is away."""

import time
from functools import cache
from ipaddress import IPv4Address, ip_address, ip_network

import structlog
from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import MovingWindowRateLimiter
from quart import request
from werkzeug.exceptions import TooManyRequests

from server.i18n import ngettext
from server.settings import current
from server.stores import addresses
from server.stores.redis import RedisError

log = structlog.get_logger(__name__)


async def spend(what: str, allowed: str, *who: str) -> None:
    """Count one `what` of `who`. `allowed` is like "10/minute".

    Raises TooManyRequests, with the seconds to wait, when that was one too many.
    """
    item = parse(allowed)
    try:
        await _spend(_shared(), item, what, who)
    except RedisError as error:
        log.warning("limits_in_memory", reason=str(error))
        await _spend(_own(), item, what, who)


def too_often(wait: int) -> TooManyRequests:
    """What to raise when somebody has to wait, so many seconds."""
    return TooManyRequests(_words(wait), retry_after=wait)


def address() -> str:
    """Where the request comes from, as limits count it: an IPv6 network (/64) is one, named by its first address."""
    remote = request.remote_addr or ""
    try:
        known = ip_address(remote.partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(known, IPv4Address):
        return str(known)
    return str(known.ipv4_mapped or ip_network((known, 64), strict=False).network_address)


async def _spend(limiter: MovingWindowRateLimiter, item: RateLimitItem, what: str, who: tuple[str, ...]) -> None:
    if not await limiter.hit(item, what, *who):
        window = await limiter.get_window_stats(item, what, *who)
        raise too_often(max(1, round(window.reset_time - time.time())))


def _words(wait: int) -> str:
    if wait < 90:
        return ngettext(
            "That was a little too often. Please try again in %(num)s second.",
            "That was a little too often. Please try again in %(num)s seconds.",
            wait,
        )
    return ngettext(
        "That was a little too often. Please try again in %(num)s minute.",
        "That was a little too often. Please try again in %(num)s minutes.",
        round(wait / 60),
    )


@cache
def _shared() -> MovingWindowRateLimiter:
    url = addresses.addresses(current()).redis_url
    return MovingWindowRateLimiter(RedisStorage(f"async+{url}", implementation="redispy"))


@cache
def _own() -> MovingWindowRateLimiter:
    return MovingWindowRateLimiter(MemoryStorage())
