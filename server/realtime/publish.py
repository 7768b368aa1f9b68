"""Announces what was written. Called from the features' broadcasts.py only, after the write succeeded.

A frame is the JSON text that the tab receives: `{"topic", "seen", "content" | "hint"}`, made once and sent to all.
"""

import time
from collections.abc import Callable

import msgspec
import structlog
from prometheus_client import Counter

from server import i18n
from server.realtime.topics import Topic
from server.stores.redis import RedisError, redis

LOG_LENGTH = 200
LOG_SECONDS = 24 * 3600
# A page says "I show everything until <this web server's clock>"; the log counts by Redis' clock. Replaying a few
# seconds too much is harmless (every swap is idempotent), a few too little would lose an event.
CLOCK_MARGIN_MS = 5000

EPOCH = "realtime:epoch"
CONTROL = "realtime:control"

# Redis may lose everything at any time. The epoch says since when it has not: a gap that begins earlier cannot be
# proven complete. KEYS: stream, epoch. ARGV: channel, frame without its end, length, seconds.
_APPEND = """
local t = redis.call('TIME')
redis.call('SET', KEYS[2], t[1] * 1000 + math.floor(t[2] / 1000), 'NX')
local id = redis.call('XADD', KEYS[1], 'MAXLEN', '=', ARGV[3], '*', 'f', ARGV[2])
redis.call('EXPIRE', KEYS[1], ARGV[4])
redis.call('PUBLISH', ARGV[1], ARGV[2] .. ',"seen":"' .. id .. '"}')
return id
"""

log = structlog.get_logger(__name__)
failures = Counter("tintype_publish_failures_total", "Announcements that Redis did not take")

# Set when an announcement was lost: the tabs must then be told to ask again as soon as Redis is back.
_owed: list[bool] = []
_losses = [0]


def channel(topic: Topic | str) -> str:
    """The pub/sub channel of a topic."""
    return f"topic:{topic}"


def stream(topic: Topic | str) -> str:
    """The key of a log topic's capped stream."""
    return f"log:{topic}"


def seen_now() -> str:
    """The position in any log from which a page that is rendered from now on may have missed events."""
    return f"{int(time.time() * 1000) - CLOCK_MARGIN_MS}-0"


async def state(topic: Topic, version: int, render: Callable[[], str]) -> None:
    """Send what `render` makes, the topic's whole current HTML, to everybody who hears it, in her language.

    A tab ignores older versions.
    """
    sending = redis().pipeline(transaction=False)
    for each in topic.each_language():
        sending.publish(channel(each), state_frame(each, version, render))
    await _attempt(sending.execute())


def state_frame(topic: Topic, version: int, render: Callable[[], str]) -> str:
    """The frame that carries the state of a topic, rendered in its language."""
    with i18n.speaking(topic.language):
        content = render()
    return _open_frame(topic, content=content) + f',"seen":"{version}"}}'


async def append(topic: Topic, *, content: str | None = None, hint: str | None = None) -> None:
    """Add an event to a log topic: HTML for everybody, or the name of a hint on which a tab fetches for itself."""
    frame = _open_frame(topic, content=content, hint=hint)
    await _attempt(
        redis().eval(_APPEND, 2, stream(topic), EPOCH, channel(topic), frame, str(LOG_LENGTH), str(LOG_SECONDS))
    )


async def control(kind: str, subject: object) -> None:
    """Tell every web process something that is not for tabs, such as ("session_ended", id)."""
    await _attempt(redis().publish(CONTROL, msgspec.json.encode([kind, str(subject)])))


def losses() -> int:
    """How many announcements of this process were lost so far."""
    return _losses[0]


async def settle() -> None:
    """If an announcement was lost since, begin a new epoch and send all tabs back for it. Raises RedisError."""
    if not _owed:
        return
    _owed.clear()  # first: what is lost from here on is owed anew
    try:
        await redis().delete(EPOCH)
        await redis().publish(CONTROL, msgspec.json.encode(["resync", ""]))
    except RedisError:
        _owed.append(True)
        raise


def _open_frame(topic: Topic, *, content: str | None = None, hint: str | None = None) -> str:
    fields = {"topic": str(topic)} | ({"content": content} if content is not None else {"hint": hint})
    return msgspec.json.encode(fields).decode()[:-1]


async def _attempt(sending) -> None:  # type: ignore[no-untyped-def]
    """Send; when Redis is away the write stands all the same, and settle() repairs what the tabs missed."""
    try:
        await sending
    except RedisError as error:
        failures.inc()
        _losses[0] += 1
        if not _owed:
            _owed.append(True)
        log.warning("announcement_lost", reason=str(error))
