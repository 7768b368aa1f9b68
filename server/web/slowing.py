"""Slowing down who fails again and again: each further failure makes the next try wait longer, up to a bound.

A try counts as a failure until somebody says that it was none: many at once get no further than one after another. The
count drains evenly, so whoever stops failing starts anew. In Redis it is one script, in memory while Redis is away.
"""

import hashlib
import math
import time
from typing import NamedTuple

import structlog
from limits import parse

from server.stores.redis import RedisError
from server.stores.scripts import Script
from server.web import limits

KEEP_MOST = 100_000

# KEYS: hashes with the failures that count, and when there was the last. ARGV: failures without a wait, how long one of
# them counts, the first wait, the longest, the most that count. All times in milliseconds. How long to wait; 0 when the
# try may go on, and was counted.
_TRY = Script("""
local free, drain, first = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local most, cap = tonumber(ARGV[4]), tonumber(ARGV[5])
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local wait, counts = 0, {}
for i, key in ipairs(KEYS) do
  local found = redis.call('HMGET', key, 'count', 'at')
  local count, at = tonumber(found[1] or 0), tonumber(found[2] or now)
  local over = math.floor(count + 0.5) - free
  if over >= 0 then wait = math.max(wait, at + math.min(most, first * 2 ^ over) - now) end
  counts[i] = math.min(cap, math.max(0, count - (now - at) / drain) + 1)
end
if wait > 0 then return math.ceil(wait) end
for i, key in ipairs(KEYS) do
  redis.call('HSET', key, 'count', counts[i], 'at', now)
  redis.call('PEXPIRE', key, math.ceil(counts[i] * drain + most))
end
return 0
""")
# KEYS: hashes.
_GIVE_BACK = Script("""
for _, key in ipairs(KEYS) do
  local count = redis.call('HGET', key, 'count')
  if count then redis.call('HSET', key, 'count', math.max(0, count - 1)) end
end
""")

log = structlog.get_logger(__name__)
_own: dict[str, tuple[float, float]] = {}


class Pace(NamedTuple):
    """`free` failures cost nothing, and one counts for `drain` seconds; after those the waits (seconds) double from
    `first` up to `most`."""

    free: int
    drain: float
    first: float
    most: float

    @property
    def cap(self) -> int:
        """Failures above this number change nothing any more."""
        return self.free + int(self.most // max(self.first, 1)).bit_length()


def pace(allowed: str, first: float, most: float) -> Pace:
    """`allowed` is like "10/hour": ten failures without a wait, each of which counts for six minutes."""
    item = parse(allowed)
    return Pace(item.amount, item.get_expiry() / item.amount, first, most)


async def count_try(pace: Pace, *who: str) -> None:
    """Count a try of each `who` (such as an account and an address) as failed, for now.

    Raises TooManyRequests, with the seconds to wait, when one of them has to.
    """
    numbers = (pace.free, pace.drain * 1000, pace.first * 1000, pace.most * 1000, pace.cap)
    try:
        wait = await _TRY([_key(each) for each in who], *(math.ceil(number) for number in numbers)) / 1000
    except RedisError as error:
        log.warning("slowing_in_memory", reason=str(error))
        wait = _try(pace, who)
    if wait > 0:
        raise limits.too_often(math.ceil(wait))


async def give_back(*who: str) -> None:
    """That try of each `who` was no failure."""
    try:
        await _GIVE_BACK([_key(each) for each in who])
    except RedisError:
        for each in who:
            if each in _own:
                count, at = _own[each]
                _own[each] = max(0, count - 1), at


def _key(who: str) -> str:
    # What was typed as a name may have been a password.
    return f"slowing:{hashlib.blake2b(who.encode(), digest_size=16).hexdigest()}"


def _try(pace: Pace, who: tuple[str, ...]) -> float:
    moment = time.monotonic()
    wait, counts = 0.0, {}
    for each in who:
        count, at = _own.get(each, (0.0, moment))
        over = math.floor(count + 0.5) - pace.free
        if over >= 0:
            wait = max(wait, at + min(pace.most, pace.first * 2**over) - moment)
        counts[each] = min(pace.cap, max(0.0, count - (moment - at) / pace.drain) + 1), moment
    if wait <= 0:
        if len(_own) >= KEEP_MOST:
            _own.clear()
        _own.update(counts)
    return wait
