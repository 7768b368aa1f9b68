"""What Redis does with timelines in one step each. See timelines.py for what a timeline is.

Ids are compared as numbers of their first six bytes, the moment in milliseconds: Lua compares texts as the locale of
the server wants it.
"""

from server.stores.scripts import Script

# ARGV: ids of accounts as one text of hexadecimal digits, feed id, cap, slack, whether some may have it already,
# prefixes of: timelines, stamps, channels.
# The places of those who have no timeline, and of those who have one and an open tab, in the order given. Nothing but
# LPUSHX is asked for each account (PERF.md); stamps and listeners are asked for all of them at once.
PUSH = Script("""
local ids, post, cap, most = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[3] + ARGV[4]
local again, timeline, stamp, channel = ARGV[5] == '1', ARGV[6], ARGV[7], ARGV[8]
local missing, active, stamps, channels = {}, {}, {}, {}

local function moment(id)
  local a, b, c, d, e, f = string.byte(id, 1, 6)
  return ((((a * 256 + b) * 256 + c) * 256 + d) * 256 + e) * 256 + f
end

-- What goes raises the floor: the timeline holds everything above it, and nobody looks for more in it.
local function trim(key)
  local mark = redis.call('LINDEX', key, -1)
  if string.sub(mark, 1, 1) ~= '.' then return end
  local floor, newest = string.sub(mark, 2, 13), -1
  for _, id in ipairs(redis.call('LRANGE', key, cap, -2)) do
    if moment(id) > newest then newest = moment(id); floor = string.sub(id, 1, 6) .. string.rep('\\255', 6) end
  end
  if newest <= moment(string.sub(mark, 2, 13)) then floor = string.sub(mark, 2, 13) end
  redis.call('LTRIM', key, 0, cap - 1)
  redis.call('RPUSH', key, '.' .. floor .. string.sub(mark, 14))
end

local place = 0
for i = 1, #ids, 24 do
  local id = string.sub(ids, i, i + 23)
  local key = timeline .. id
  local length
  if again and redis.call('LPOS', key, post) then length = 1 else length = redis.call('LPUSHX', key, post) end
  if length == 0 then
    missing[#missing + 1] = place
  else
    local n = #active + 1
    active[n] = place
    stamps[n] = stamp .. id
    channels[n] = channel .. id
    if length > most then trim(key) end
  end
  place = place + 1
end

local heard = {}
if #active > 0 then
  redis.call('DEL', unpack(stamps))
  local numbers = redis.call('PUBSUB', 'NUMSUB', unpack(channels))
  for n = 1, #active do
    if numbers[2 * n] > 0 then heard[#heard + 1] = active[n] end
  end
end
return {missing, heard}
""")

# KEYS: timeline, generation. ARGV: seconds to keep, prefix of the stamps of big authors. The mark, all ids in one text,
# and those stamps; nothing when it is missing or of another generation; the token alone when it is being rebuilt.
READ = Script("""
local entries = redis.call('LRANGE', KEYS[1], 0, -1)
local mark = table.remove(entries)
if not mark then return {} end
if string.sub(mark, 1, 1) ~= '.' then return {mark} end
if redis.call('GET', KEYS[2]) ~= string.sub(mark, 14, 21) then return {} end
redis.call('EXPIRE', KEYS[1], ARGV[1])
local stamps = {}
for i = 22, #mark, 24 do stamps[#stamps + 1] = ARGV[2] .. string.sub(mark, i, i + 23) end
return {mark, table.concat(entries), #stamps > 0 and redis.call('MGET', unpack(stamps)) or {}}
""")

# KEYS: timeline, generation. ARGV: token, seconds, a generation to begin with. The generation, for who may rebuild.
# A rebuild that never ended expires with its list.
BEGIN = Script("""
redis.call('SET', KEYS[2], ARGV[3], 'NX')
local generation = redis.call('GET', KEYS[2])
local mark = redis.call('LINDEX', KEYS[1], -1)
if mark and (string.sub(mark, 1, 1) ~= '.' or string.sub(mark, 14, 21) == generation) then return false end
redis.call('DEL', KEYS[1])
redis.call('RPUSH', KEYS[1], ARGV[1])
redis.call('EXPIRE', KEYS[1], ARGV[2])
return generation
""")

# KEYS: timeline. ARGV: token, mark, seconds, feed ids. Only who still holds the token may finish.
FINISH = Script("""
if redis.call('LINDEX', KEYS[1], -1) ~= ARGV[1] then return 0 end
redis.call('RPOP', KEYS[1])
for i = 4, #ARGV do redis.call('RPUSH', KEYS[1], ARGV[i]) end
redis.call('RPUSH', KEYS[1], ARGV[2])
redis.call('EXPIRE', KEYS[1], ARGV[3])
return 1
""")

# ARGV: ids of accounts as one text of hexadecimal digits, feed id, prefix of timelines.
WITHDRAW = Script("""
for i = 1, #ARGV[1], 24 do redis.call('LREM', ARGV[3] .. string.sub(ARGV[1], i, i + 23), 0, ARGV[2]) end
return 1
""")
