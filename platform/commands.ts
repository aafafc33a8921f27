import type { Redis } from 'ioredis'
import { COMMAND_STREAM, DEVICE_COMMANDS } from '#wire/channels.ts'
import type { DeviceCommand } from '#wire/messages/command.ts'

/** Entries that the stream keeps, about: far more than a gateway misses before their time to live is over. */
const COMMAND_STREAM_LENGTH = 10_000

/**
 * KEYS: the stream. ARGV: channel, stream length, then each command's JSON. Written so that another script can hold
 * the same lines (the runtime sends commands together with its journal).
 */
const PUBLISH_COMMANDS = `
local ids = {}
for i = 3, #ARGV do
  ids[i - 2] = redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[2], '*', 'command', ARGV[i])
  redis.call('PUBLISH', ARGV[1], ARGV[i])
end
return ids`

/**
 * Sends commands to the gateway, in order and in one round trip: on the channel that it lives on, and in the stream
 * that it reads when it comes back. Returns their stream ids. The gateway drops ids that it has seen.
 */
export async function publishCommands(redis: Redis, commands: readonly DeviceCommand[]): Promise<string[]> {
  if (commands.length === 0) return []
  const ids = await redis.eval(
    PUBLISH_COMMANDS,
    1,
    COMMAND_STREAM,
    DEVICE_COMMANDS,
    COMMAND_STREAM_LENGTH,
    ...commands.map((command) => JSON.stringify(command)),
  )
  if (!Array.isArray(ids) || ids.length !== commands.length)
    throw new Error(`Redis answered ${JSON.stringify(ids)} to ${commands.length} commands`)
  return ids.map(String)
}
