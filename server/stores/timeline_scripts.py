"""What Redis does with timelines in one step each. See timelines.py for what a timeline is.

Ids are compared as numbers of their first six bytes, the moment in milliseconds: Lua compares texts as the locale of
the server wants it.
"""

from server.stores.scripts import Script

# ARGV: ids of accounts as one text of hexadecimal digits, feed id, cap, slack, whether some may have it already,
# prefixes of: timelines, stamps, channels.
# The places of those who have no timeline, and of those who have an open tab, in the order given. Most timelines are
# asleep: nobody has rendered from them or asked for news of them since the last post came, and nobody has to be told.
PUSH = Script("""
local call, sub = redis.call, string.sub
local ids, post, cap, most = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[3] + ARGV[4]
local again, timeline, stamp, channel = ARGV[5] == '1', ARGV[6], ARGV[7], ARGV[8]
local missing, told, marks, stamps, channels = {}, {}, {}, {}, {}

local function moment(id)
  local a, b, c, d, e, f = string.byte(id, 1, 6)
  return ((((a * 256 + b) * 256 + c) * 256 + d) * 256 + e) * 256 + f
end

-- What goes raises the floor: the timeline holds everything above it, and nobody looks for more in it.
local function trim(key, mark)
  local floor = sub(mark, 2, 13)
  for _, id in ipairs(call('LRANGE', key, 1, -cap - 1)) do
    if moment(id) >= moment(floor) then floor = sub(id, 1, 6) .. string.rep('\\255', 6) end
  end
  call('LTRIM', key, -cap, -1)
  mark = sub(mark, 1, 1) .. floor .. sub(mark, 14)
  call('LPUSH', key, mark)
  return mark
end

for i = 1, #ids, 24 do
  local id = sub(ids, i, i + 23)
  local key = timeline .. id
  local mark = call('LINDEX', key, 0)
  local state = mark and sub(mark, 1, 1)
  if not mark then
    missing[#missing + 1] = (i - 1) / 24
  elseif not (again and call('LPOS', key, post)) and call('RPUSH', key, post) > most and state ~= 'r' then
    mark = trim(key, mark)
  end
  if state ~= '.' then
    local n = #told + 1
    told[n] = i
    marks[n] = state == '!' and mark
    stamps[n] = stamp .. id
    channels[n] = channel .. id
  end
end

local heard = {}
if #told > 0 then
  call('DEL', unpack(stamps))
  local tabs = call('PUBSUB', 'NUMSUB', unpack(channels))
  for n, i in ipairs(told) do
    if tabs[2 * n] > 0 then
      heard[#heard + 1] = (i - 1) / 24
    elseif marks[n] and channel ~= '' then
      call('LSET', timeline .. sub(ids, i, i + 23), 0, '.' .. sub(marks[n], 2))
    end
  end
end
return {missing, heard}
""")

# KEYS: timeline, generation. ARGV: seconds to keep, prefix of the stamps of big authors. The mark, all ids in one text,
# and those stamps; nothing when it is missing or of another generation; the token alone when it is being rebuilt.
READ = Script("""
local entries = redis.call('LRANGE', KEYS[1], 0, -1)
local mark = entries[1]
if not mark then return {} end
local state = string.sub(mark, 1, 1)
if state == 'r' then return {mark} end
if redis.call('GET', KEYS[2]) ~= string.sub(mark, 14, 21) then return {} end
if state == '.' then redis.call('LSET', KEYS[1], 0, '!' .. string.sub(mark, 2)) end
redis.call('EXPIRE', KEYS[1], ARGV[1])
local stamps = {}
for i = 22, #mark, 24 do stamps[#stamps + 1] = ARGV[2] .. string.sub(mark, i, i + 23) end
return {mark, table.concat(entries, '', 2), #stamps > 0 and redis.call('MGET', unpack(stamps)) or {}}
""")

# KEYS: timeline. What came last into it, its mark when nothing did; nothing when it is missing or being rebuilt.
LAST = Script("""
local mark = redis.call('LINDEX', KEYS[1], 0)
if not mark or string.sub(mark, 1, 1) == 'r' then return false end
if string.sub(mark, 1, 1) == '.' then redis.call('LSET', KEYS[1], 0, '!' .. string.sub(mark, 2)) end
return redis.call('LINDEX', KEYS[1], -1)
""")

# KEYS: timeline, generation. ARGV: token, seconds, a generation to begin with. The generation, for who may rebuild.
# A rebuild that never ended expires with its list.
BEGIN = Script("""
redis.call('SET', KEYS[2], ARGV[3], 'NX')
local generation = redis.call('GET', KEYS[2])
local mark = redis.call('LINDEX', KEYS[1], 0)
if mark and (string.sub(mark, 1, 1) == 'r' or string.sub(mark, 14, 21) == generation) then return false end
redis.call('DEL', KEYS[1])
redis.call('RPUSH', KEYS[1], ARGV[1])
redis.call('EXPIRE', KEYS[1], ARGV[2])
return generation
""")

# KEYS: timeline. ARGV: token, mark, seconds, feed ids newest first. Only who still holds the token may finish.
FINISH = Script("""
if redis.call('LINDEX', KEYS[1], 0) ~= ARGV[1] then return 0 end
redis.call('LPOP', KEYS[1])
for i = 4, #ARGV do redis.call('LPUSH', KEYS[1], ARGV[i]) end
redis.call('LPUSH', KEYS[1], ARGV[2])
redis.call('EXPIRE', KEYS[1], ARGV[3])
return 1
""")

# ARGV: ids of accounts as one text of hexadecimal digits, feed id, prefixes of: timelines, channels. The places of
# those who have an open tab.
WITHDRAW = Script("""
local channels, heard = {}, {}
for i = 1, #ARGV[1], 24 do
  local id = string.sub(ARGV[1], i, i + 23)
  redis.call('LREM', ARGV[3] .. id, 0, ARGV[2])
  channels[#channels + 1] = ARGV[4] .. id
end
local numbers = redis.call('PUBSUB', 'NUMSUB', unpack(channels))
for k = 1, #channels do
  if numbers[2 * k] > 0 then heard[#heard + 1] = k - 1 end
end
return heard
""")
