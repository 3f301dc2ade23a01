"""What Valkey carries out for the bus, each as a whole. Nothing of it needs a clock but Valkey's own.

    nnp:epoch, nnp:number        the count of changes
    nnp:value:TABLE NUL KEY      the epoch and number of its `put`, and the value; it expires
    nnp:table:TABLE              the keys of a table; some may have expired
    nnp:told:TABLE               the channel on which changes of a table are told

What stands there and is not ours is overwritten or left out. The bus is small, and ends by itself: it goes on
in a store that is full, while what is kept of rooms is refused there.
"""

from server.bus.valkey_line import Script

_COUNT = """#!lua flags=allow-oom
local epoch, number = redis.pcall('GET', 'nnp:epoch'), redis.pcall('GET', 'nnp:number')
number = type(number) == 'string' and tonumber(number)
local is_behind = epoch == ARGV[2] and number and number < tonumber(ARGV[3])
if type(epoch) ~= 'string' or #epoch ~= 16 or not number or is_behind then
  epoch, number = ARGV[1], 0
  redis.call('SET', 'nnp:epoch', epoch)
  redis.call('SET', 'nnp:number', 0)
end

local function place_of(t, key)
  return 'nnp:value:' .. t .. '\\0' .. key
end

local function keys_of(t)
  local found = redis.pcall('SMEMBERS', 'nnp:table:' .. t)
  return found.err and {} or found
end

local function forget(t, key)
  redis.call('DEL', place_of(t, key))
  redis.pcall('SREM', 'nnp:table:' .. t, key)
end
"""
"""ARGV: an epoch to begin, and the epoch and number up to which the caller knows the count."""

CHANGE = Script(
    _COUNT
    + """
local by, most = ARGV[4], tonumber(ARGV[5])

local function lengthen(name, ms)
  local left = redis.call('PTTL', name)
  if left ~= -2 and left < ms then redis.call('PEXPIRE', name, ms) end
end

local function has_place(t, key, ms)
  local name = 'nnp:table:' .. t
  local is_in = redis.pcall('SISMEMBER', name, key)
  if type(is_in) == 'table' then redis.call('DEL', name) end
  if is_in ~= 1 then
    if redis.call('SCARD', name) >= most then
      for _, each in ipairs(keys_of(t)) do
        if redis.call('EXISTS', place_of(t, each)) == 0 then redis.call('SREM', name, each) end
      end
      if redis.call('SCARD', name) >= most then return false end
    end
    redis.call('SADD', name, key)
  end
  lengthen(name, ms)
  return true
end

local function is_newer(t, key, rank_epoch, rank_number)
  local stored = redis.pcall('GET', place_of(t, key))
  if type(stored) ~= 'string' then return false end
  local its_epoch, its_number = string.match(stored, '^(%x+) (%d+) ')
  if its_epoch == rank_epoch then return tonumber(its_number) >= rank_number end
  return its_epoch == epoch
end

for i = 6, #ARGV, 8 do
  local kind, t, key, ms, mark, value, rank_epoch, rank_number = unpack(ARGV, i, i + 7)
  ms, number = tonumber(ms), number + 1
  local is_told = true
  if kind == 'put' or kind == 'again' then
    if kind == 'put' then rank_epoch, rank_number = epoch, number end
    if kind == 'again' and is_newer(t, key, rank_epoch, tonumber(rank_number)) then
      is_told = false
    elseif has_place(t, key, ms) then
      local rank = string.format('%s %.0f ', rank_epoch, tonumber(rank_number))
      redis.call('SET', place_of(t, key), rank .. value, 'PX', ms)
    end
  elseif kind == 'drop' then
    forget(t, key)
  elseif kind == 'drop-all' then
    for _, each in ipairs(keys_of(t)) do forget(t, each) end
  else
    lengthen('nnp:table:' .. t, ms)
    for _, each in ipairs(kind == 'renew' and {key} or keys_of(t)) do lengthen(place_of(t, each), ms) end
  end
  if is_told then
    local told = string.format('%s %.0f %s %s %s %d %d ', epoch, number, by, mark, kind, ms, #key)
    redis.call('PUBLISH', 'nnp:told:' .. t, told .. key .. value)
  end
end
redis.call('SET', 'nnp:number', string.format('%.0f', number))
return {epoch, string.format('%.0f', number)}
"""
)
"""ARGV: the count, who asks, how many keys a table may have, then for each change its kind, table, key,
milliseconds, mark, value and the epoch and number of its rank. Returns the count."""

READ = Script(
    _COUNT
    + """
local t = ARGV[4]
local found = {epoch, string.format('%.0f', number)}
for _, key in ipairs(ARGV[5] == 'one' and {ARGV[6]} or keys_of(t)) do
  local value = redis.pcall('GET', place_of(t, key))
  if type(value) == 'string' then
    table.insert(found, key)
    table.insert(found, redis.call('PTTL', place_of(t, key)))
    table.insert(found, value)
  elseif ARGV[5] == 'all' then
    redis.pcall('SREM', 'nnp:table:' .. t, key)
  end
end
return found
"""
)
"""ARGV: the count, a table, `all` or `one` and its key. Returns the count, and for each key its name, the
milliseconds that are left, and what is stored."""
