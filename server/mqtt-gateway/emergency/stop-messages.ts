import type { MqttCommand } from '#wire/messages/command.ts'
import type { EmergencyClear, EmergencyStop } from '#wire/messages/emergency-stop.ts'
import { clearTopic, commandTopic, stopTopic } from '#wire/topics.ts'
import type { Telling } from './stop-book.ts'

type Message = { topic: string; payload: string }

/** How long a device may take a command of a stop for what is wanted now, ms; it is given anew while it is not done. */
const TTL_MS = 60_000

/** What is published: one message for the board as a whole, and one for each of its devices that has something to do. */
export function messagesOf(
  { board, say, record, commandId, commands }: Telling,
  now: number,
  bootId: string | undefined,
): { whole: Message; devices: Message[] } {
  const at = { tenant: board.tenant_id, room: board.room_id, controller: board.controller_id }
  const issued_at = new Date(now).toISOString()
  const whole: EmergencyStop | EmergencyClear =
    say === 'stop'
      ? { v: 1, command_id: commandId, level: record.level, cause: record.cause, issued_at }
      : { v: 1, command_id: commandId, issued_at }
  return {
    whole: { topic: say === 'stop' ? stopTopic(at) : clearTopic(at), payload: JSON.stringify(whole) },
    devices: commands.map(({ commandId, device, measure }) => ({
      topic: commandTopic(at, device, measure.command),
      payload: JSON.stringify({
        v: 1,
        command_id: commandId,
        ...(bootId === undefined ? {} : { boot_id: bootId }),
        issued_at,
        ttl_ms: TTL_MS,
        params: { ...measure.params },
        emergency: true,
      } satisfies MqttCommand),
    })),
  }
}
