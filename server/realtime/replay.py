"""What a tab missed in a log topic: the frames since the one it saw, or the word to reload that part."""

import re

import msgspec

from server.realtime.publish import EPOCH, LOG_LENGTH, LOG_SECONDS, stream
from server.realtime.topics import Topic
from server.stores.redis import redis

POSITION = re.compile(r"\d{1,15}-\d{1,10}")

# KEYS: stream, epoch. ARGV: position seen, length, seconds kept. False: the gap cannot be proven complete.
_SINCE = """
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
redis.call('SET', KEYS[2], now, 'NX')
local seen = tonumber(string.match(ARGV[1], '^(%d+)'))
if seen < tonumber(redis.call('GET', KEYS[2])) or seen < now - ARGV[3] * 1000 then return false end
local entries = redis.call('XRANGE', KEYS[1], '(' .. ARGV[1], '+')
if #entries >= tonumber(ARGV[2]) then return false end
return entries
"""


async def since(topic: Topic, seen: str) -> list[str]:
    """The frames of log `topic` after position `seen`, oldest first, or one frame that says "reload this part".

    Raises RedisError when Redis is away: the tab must come back.
    """
    if not POSITION.fullmatch(seen):
        return [_reload(topic)]
    entries = await redis().eval(_SINCE, 2, stream(topic), EPOCH, seen, str(LOG_LENGTH), str(LOG_SECONDS))
    if entries is None:
        return [_reload(topic)]
    return [f'{fields[1].decode()},"seen":"{entry.decode()}"}}' for entry, fields in entries]


def _reload(topic: Topic) -> str:
    return msgspec.json.encode({"topic": str(topic), "reload": True}).decode()
