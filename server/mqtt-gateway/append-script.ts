import { APPEND_TO_ROOM } from '#platform/room-stream.ts'
import { COMMANDS_DONE, EMERGENCY_LOG, GATEWAY_ALIVE, REFUSALS } from '#wire/channels.ts'

/** Entries that the stream of refusals keeps, about. */
const REFUSALS_LENGTH = 1_000
/** How long a command's id is remembered, ms: longer than any command may live. */
export const DONE_RETENTION_MS = 3_600_000

/** The script's answer when it was the first batch of this gateway that Redis knows of, and was not the first. */
export const EMPTIED = 2

/**
 * Writes a batch in one round trip and, sent again after a lost answer, not a second time: KEYS[1] holds the number of
 * the last batch of this gateway that was written, ARGV[1] is the number of this one. Then follow the operations of
 * `entries.ts`. Answers `EMPTIED` when Redis has forgotten the batches before.
 */
export const APPEND_BATCH = `${APPEND_TO_ROOM}
local last = redis.call('GET', KEYS[1])
if last and tonumber(last) >= tonumber(ARGV[1]) then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', 3600000)
local i, n = 2, #ARGV
while i <= n do
  local op = ARGV[i]
  if op == 'event' or op == 'input' then
    append(ARGV[i + 1], ARGV[i + 2], op == 'input')
    i = i + 3
  elseif op == 'hset' then
    redis.call('HSET', ARGV[i + 1], ARGV[i + 2], ARGV[i + 3])
    i = i + 4
  elseif op == 'hdel' then
    redis.call('HDEL', ARGV[i + 1], ARGV[i + 2])
    i = i + 3
  elseif op == 'alive' then
    local time = redis.call('TIME')
    redis.call('SET', '${GATEWAY_ALIVE}', time[1] * 1000 + math.floor(time[2] / 1000))
    i = i + 1
  elseif op == 'refusal' then
    redis.call('XADD', '${REFUSALS}', 'MAXLEN', '~', '${REFUSALS_LENGTH}', '*', 'refusal', ARGV[i + 1])
    i = i + 2
  elseif op == 'emergency' then
    redis.call('XADD', '${EMERGENCY_LOG}', '*', 'event', ARGV[i + 1])
    i = i + 2
  elseif op == 'done' then
    redis.call('ZADD', '${COMMANDS_DONE}', ARGV[i + 2], ARGV[i + 1])
    redis.call('ZREMRANGEBYSCORE', '${COMMANDS_DONE}', '-inf', tonumber(ARGV[i + 2]) - ${DONE_RETENTION_MS})
    i = i + 3
  else
    return redis.error_reply('unknown operation ' .. op)
  end
end
if not last and tonumber(ARGV[1]) > 1 then return ${EMPTIED} end
return 1`
