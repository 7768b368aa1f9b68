"""Redis, the quick part: anything in it may vanish at any moment and is rebuilt from MongoDB."""

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

__all__ = ["Redis", "RedisError", "close_client", "connection_for_listening", "open_client", "ping", "redis"]

COMMAND_SECONDS = 2.0

_opened: list[tuple[Redis, str]] = []


async def open_client(url: str) -> None:
    """Connect this process to the Redis-compatible server at `url` (redis://…); connections are made on use."""
    _opened.append((Redis.from_url(url, socket_timeout=COMMAND_SECONDS, socket_connect_timeout=COMMAND_SECONDS), url))


async def close_client() -> None:
    """Close what open_client() opened; closing twice is fine."""
    while _opened:
        client, _ = _opened.pop()
        await client.aclose()


def redis() -> Redis:
    """The client for commands, with replies as bytes. Raises IndexError before open_client()."""
    return _opened[-1][0]


def connection_for_listening() -> Redis:
    """A client of its own whose reads may wait for ever, and which never reconnects by itself.

    A subscription that came back silently would have lost what was said meanwhile.
    """
    return Redis.from_url(
        _opened[-1][1],
        socket_timeout=None,
        socket_connect_timeout=COMMAND_SECONDS,
        health_check_interval=15,
        retry=Retry(NoBackoff(), 0),
    )


async def ping() -> None:
    """Return when the server answers, or raise RedisError."""
    await redis().ping()
