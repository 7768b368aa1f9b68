"""The same hint for many accounts at once: what publish.append() does for one, in one call for all of them."""

from collections.abc import Sequence

import msgspec
from bson import ObjectId

from server.realtime.publish import EPOCH, LOG_LENGTH, LOG_SECONDS, channel, stream
from server.realtime.topics import account as topic_of
from server.stores.scripts import Script

AT_ONCE = 250  # accounts a call: Redis does nothing else for a millisecond or two

# KEYS: epoch, streams. ARGV: length, seconds, then for each stream its channel and its frame without its end.
_APPEND_EACH = Script("""
local t = redis.call('TIME')
redis.call('SET', KEYS[1], t[1] * 1000 + math.floor(t[2] / 1000), 'NX')
for i = 2, #KEYS do
  local frame = ARGV[2 * i]
  local id = redis.call('XADD', KEYS[i], 'MAXLEN', '=', ARGV[1], '*', 'f', frame)
  redis.call('EXPIRE', KEYS[i], ARGV[2])
  redis.call('PUBLISH', ARGV[2 * i - 1], frame .. ',"seen":"' .. id .. '"}')
end
return 1
""")


async def append_each(accounts: Sequence[ObjectId], hint: str) -> None:
    """Add the hint to the log of each account. Raises RedisError: then some may have it, and may get it twice."""
    for at in range(0, len(accounts), AT_ONCE):
        heard = [topic_of(account) for account in accounts[at : at + AT_ONCE]]
        lines = [line for topic in heard for line in (channel(topic), open_frame(str(topic), hint))]
        await _APPEND_EACH((EPOCH, *map(stream, heard)), LOG_LENGTH, LOG_SECONDS, *lines)


def open_frame(topic: str, hint: str) -> str:
    """A hint as it stands in a log: its frame without its end."""
    return msgspec.json.encode({"topic": topic, "hint": hint}).decode()[:-1]
