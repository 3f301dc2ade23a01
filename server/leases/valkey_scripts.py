"""What Valkey carries out for leases, each as a whole. Nothing of it needs a clock but Valkey's own.

    nnp:lease:NAME     the stamp, and the server whose it is; it expires
    nnp:state:NAME     the stamp of whoever took the name last, and the state; it expires
    nnp:leases:KIND    the names of a kind that are taken; some may have expired

What stands there and is not ours counts as nothing. Leases need little and go on in a store that is full; a
state is refused there.
"""

from server.bus.valkey_line import Script
from server.leases.lease_store import STAMP

_COMMON = f"""
local function stamp_and_replica(name)
  local lease = redis.pcall('GET', 'nnp:lease:' .. name)
  if type(lease) ~= 'string' or #lease <= {STAMP} then return nil, nil end
  return string.sub(lease, 1, {STAMP}), string.sub(lease, {STAMP + 1})
end

local function stamp_of_state(name)
  local stamp = redis.pcall('GETRANGE', 'nnp:state:' .. name, 0, {STAMP - 1})
  return type(stamp) == 'string' and #stamp == {STAMP} and stamp or nil
end

local function set_of(name)
  return 'nnp:leases:' .. string.match(name, '^[^/]*')
end

local function hold(name, stamp, replica, ms)
  redis.call('SET', 'nnp:lease:' .. name, stamp .. replica, 'PX', ms)
  if type(redis.pcall('SADD', set_of(name), name)) == 'table' then
    redis.call('DEL', set_of(name))
    redis.call('SADD', set_of(name), name)
  end
end

local function let_go(name, stamp)
  if stamp_and_replica(name) ~= stamp then return false end
  redis.call('DEL', 'nnp:lease:' .. name)
  redis.pcall('SREM', set_of(name), name)
  return true
end
"""
_EVEN_IF_FULL = "#!lua flags=allow-oom\n"

RENEW = Script(
    _EVEN_IF_FULL
    + _COMMON
    + """
local replica, ms, found = ARGV[1], tonumber(ARGV[2]), {}
for i = 3, #ARGV, 2 do
  local name, stamp = ARGV[i], ARGV[i + 1]
  local holder, its_replica = stamp_and_replica(name)
  local last = not holder and stamp_of_state(name)
  if holder == stamp then
    redis.call('PEXPIRE', 'nnp:lease:' .. name, ms)
    table.insert(found, 'ours')
  elseif holder then
    table.insert(found, 'of ' .. its_replica)
  elseif last and last ~= stamp then
    table.insert(found, 'of ')
  else
    hold(name, stamp, replica, ms)
    table.insert(found, 'anew')
  end
end
return found
"""
)
"""ARGV: server, milliseconds, then names with stamps."""

TAKE = Script(
    _EVEN_IF_FULL
    + _COMMON
    + f"""
local replica, ms, name, stamp = ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[4]
local holder, its_replica = stamp_and_replica(name)
if holder and string.sub(holder, 1, {STAMP // 2}) ~= string.sub(stamp, 1, {STAMP // 2}) then
  return {{its_replica, holder}}
end
hold(name, stamp, replica, ms)
if stamp_of_state(name) then redis.call('SETRANGE', 'nnp:state:' .. name, 0, stamp) end
return {{replica, stamp}}
"""
)
"""ARGV: server, milliseconds, name, stamp. Returns server and stamp of who has it."""

WHERE = Script(
    _EVEN_IF_FULL
    + _COMMON
    + """
local holder, its_replica = stamp_and_replica(ARGV[1])
return holder and {its_replica, holder} or {}
"""
)

RELEASE = Script(
    _EVEN_IF_FULL
    + _COMMON
    + """
for i = 1, #ARGV, 2 do let_go(ARGV[i], ARGV[i + 1]) end
return 'OK'
"""
)

REMOVE = Script(
    _EVEN_IF_FULL
    + _COMMON
    + """
if let_go(ARGV[1], ARGV[2]) then redis.call('DEL', 'nnp:state:' .. ARGV[1]) end
return 'OK'
"""
)

WRITE = Script(
    _COMMON
    + """
local name, stamp, ms, data = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4]
local holder = stamp_and_replica(name)
if holder ~= stamp then return holder and 'of another' or 'of nobody' end
redis.call('SET', 'nnp:state:' .. name, stamp .. data, 'PX', ms)
return 'OK'
"""
)

READ = Script(
    _EVEN_IF_FULL
    + _COMMON
    + """
return stamp_of_state(ARGV[1]) and redis.call('GET', 'nnp:state:' .. ARGV[1]) or false
"""
)

NAMES = Script(
    _EVEN_IF_FULL
    + _COMMON
    + """
local found, place = {}, 'nnp:leases:' .. ARGV[1]
local names = redis.pcall('SMEMBERS', place)
for _, name in ipairs(names.err and {} or names) do
  local holder, replica = stamp_and_replica(name)
  if holder then
    table.insert(found, name)
    table.insert(found, replica)
  else
    redis.call('SREM', place, name)
  end
end
return found
"""
)
