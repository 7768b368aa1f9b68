"""Timelines in Redis: for each active account a capped list of 12-byte feed ids, newest first.

Only a timeline that exists is added to; a missing one is rebuilt from MongoDB when its owner looks. The last element
is a mark: DONE, or the token of who is rebuilding, so that what is delivered during a rebuild is not lost and a
rebuild that was overtaken (somebody was unfollowed) is thrown away.
"""

import secrets

from bson import ObjectId

from server.stores.redis import redis

CAP = 500
KEEP_SECONDS = 14 * 24 * 3600
REBUILD_SECONDS = 10
DONE = b"."

# KEYS: timelines. ARGV: feed id, cap. Answers which of them exist, by their place. At most 250 keys a call (PERF.md).
_PUSH = """
local active = {}
for place, key in ipairs(KEYS) do
  if redis.call('EXISTS', key) == 1 then
    if not redis.call('LPOS', key, ARGV[1], 'MAXLEN', 64) then
      redis.call('LPUSH', key, ARGV[1])
      if redis.call('LLEN', key) > tonumber(ARGV[2]) + 50 then
        local mark = redis.call('RPOP', key)
        redis.call('LTRIM', key, 0, ARGV[2] - 1)
        redis.call('RPUSH', key, mark)
      end
    end
    active[#active + 1] = place
  end
end
return active
"""

# KEYS: timeline. ARGV: token, seconds. A rebuild that never ended expires with its list.
_BEGIN = """
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
redis.call('RPUSH', KEYS[1], ARGV[1])
redis.call('EXPIRE', KEYS[1], ARGV[2])
return 1
"""

# KEYS: timeline. ARGV: token, done mark, seconds, feed ids. Only who still holds the mark may finish.
_FINISH = """
if redis.call('LINDEX', KEYS[1], -1) ~= ARGV[1] then return 0 end
redis.call('RPOP', KEYS[1])
for i = 4, #ARGV do redis.call('RPUSH', KEYS[1], ARGV[i]) end
redis.call('RPUSH', KEYS[1], ARGV[2])
redis.call('EXPIRE', KEYS[1], ARGV[3])
return 1
"""


async def push(accounts: list[ObjectId], feed_id: ObjectId) -> list[ObjectId]:
    """Add a post to those timelines that exist, once; the accounts that have one. Raises RedisError."""
    keys = [_key(account) for account in accounts]
    places = await redis().eval(_PUSH, len(keys), *keys, feed_id.binary, CAP)
    return [accounts[place - 1] for place in places]


async def read(account: ObjectId) -> list[ObjectId] | None:
    """The feed ids of a timeline, newest first; None when it is missing or being rebuilt. Raises RedisError."""
    entries = await redis().lrange(_key(account), 0, -1)
    if not entries or entries[-1] != DONE:
        return None
    # Two posts of the same moment may have been delivered in the other order.
    return sorted({ObjectId(entry) for entry in entries[:-1]}, reverse=True)[:CAP]


async def begin_rebuild(account: ObjectId) -> bytes | None:
    """A token to rebuild a missing timeline with; None when somebody else does it already. Raises RedisError."""
    token = b"rebuild" + secrets.token_bytes(8)
    began = await redis().eval(_BEGIN, 1, _key(account), token, REBUILD_SECONDS)
    return token if began else None


async def finish_rebuild(account: ObjectId, token: bytes, feed_ids: list[ObjectId]) -> None:
    """Fill the timeline that `token` began, unless it was forgotten meanwhile. Raises RedisError."""
    entries = [feed_id.binary for feed_id in feed_ids]
    await redis().eval(_FINISH, 1, _key(account), token, DONE, KEEP_SECONDS, *entries)


async def forget(account: ObjectId) -> None:
    """Have the timeline rebuilt when its owner next looks. Raises RedisError."""
    await redis().delete(_key(account))


def _key(account: ObjectId) -> str:
    return f"timeline:{account}"
