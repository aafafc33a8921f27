import { createEvent, eventText } from '#platform/events.ts'
import type { Log } from '#platform/log.ts'
import type { Acknowledgement, AckOutcome } from '#wire/messages/acknowledgement.ts'
import { type DeviceCommand, deviceCommand, isPlainCommand } from '#wire/messages/command.ts'
import { roomKey } from '#wire/names.ts'
import { judgeCommand } from './command-gate.ts'
import type { Emergency } from './emergency/emergency.ts'
import { commandDoneOps, eventOps, eventTextOps } from './entries.ts'
import type { GatewayMetrics } from './metrics.ts'
import type { PresenceBook } from './presence.ts'
import type { Registry } from './registry.ts'
import type { Writer } from './writer.ts'

/** Commands that are remembered in memory; older ones are found in Redis (`COMMANDS_DONE`). */
const REMEMBERED = 20_000

type Known = { address: string; sentAt: number; outcome?: AckOutcome }
type DeviceOfCommand = Pick<DeviceCommand, 'tenant_id' | 'room_id' | 'controller_id' | 'device_id'>

const addressOf = (device: DeviceOfCommand): string => `${roomKey(device)}/${device.controller_id}/${device.device_id}`

/** How a command stands in `COMMANDS_DONE`: with its device, so that an acknowledgement can be checked against it. */
export const doneMember = (id: string, device: DeviceOfCommand): string => `${id} ${addressOf(device)}`

/**
 * Carries commands from the studio to boards, and acknowledgements back. A command is carried once, whatever comes
 * twice (RT2); those of one device go out in the order in which they came (SG6).
 */
export type Commands = {
  /** A command's JSON as it stood on the channel or in the stream. */
  carry(json: string): void
  /** Read without carrying it: whether it is still to be carried, and its member in `COMMANDS_DONE`. */
  peek(json: string): { member: string; known: boolean; issuedAt: number } | undefined
  /** `unknown`: not in memory; Redis may know it from before a restart. */
  acknowledged(
    device: DeviceOfCommand,
    ack: Acknowledgement,
    from: { topic: string; at: number },
  ): 'taken' | 'repeated' | 'elsewhere' | 'unknown'
  /** The same for a command that went out before this process started. */
  acknowledgedEarlier(device: DeviceOfCommand, ack: Acknowledgement, from: { topic: string; at: number }): void
}

export function createCommands(options: {
  registry: Registry
  presence: PresenceBook
  writer: Writer
  metrics: GatewayMetrics
  log: Log
  now(): number
  brokerAway(): boolean
  emergency: Pick<Emergency, 'forbids'>
  publish(topic: string, payload: string, done: (error?: Error) => void): void
}): Commands {
  const { registry, presence, writer, metrics, log } = options
  const known = new Map<string, Known>()
  /** Device address and command → when it last went out, for the devices that have a cooldown. */
  const lastSent = new Map<string, number>()

  function remember(id: string, entry: Known): void {
    known.set(id, entry)
    if (known.size <= REMEMBERED) return
    for (const oldest of known.keys()) {
      known.delete(oldest)
      return
    }
  }

  function refused(command: DeviceCommand, outcome: AckOutcome, reason: string): void {
    const now = options.now()
    metrics.commands.inc({ outcome })
    log.warn('command refused', { ...idsOf(command), outcome, reason })
    remember(command.command_id, { address: addressOf(command), sentAt: now, outcome })
    const event = acknowledgedEvent(
      command,
      { command_id: command.command_id, outcome, reason },
      now,
      command.session_id,
    )
    // Told after the fact: the report that comes next must not wait for it.
    writer.putSoon({
      ops: [...eventOps(event), ...commandDoneOps(doneMember(command.command_id, command), now)],
      keep: { as: 'event' },
      room: roomKey(command),
    })
  }

  function sent(command: DeviceCommand, topic: string): void {
    const now = options.now()
    metrics.commands.inc({ outcome: 'sent' })
    metrics.commandSent.observe(Math.max(0, now - Date.parse(command.issued_at)) / 1000)
    const { command_id, params, source } = command
    const event = eventText({
      type: 'device_command',
      tenant_id: command.tenant_id,
      room_id: command.room_id,
      controller_id: command.controller_id,
      device_id: command.device_id,
      session_id: command.session_id,
      payload: JSON.stringify({ command_id, command: command.command, params, source }),
      source: 'mqtt-gateway',
      mqtt_topic: topic,
      caused_by: command.command_id,
      now,
    })
    // Told after the fact: the report that comes next must not wait for it.
    writer.putSoon({
      ops: [...eventTextOps(command, 'device_command', event), ...commandDoneOps(doneMember(command_id, command), now)],
      keep: { as: 'event' },
      room: roomKey(command),
    })
  }

  function acknowledge(device: DeviceOfCommand, ack: Acknowledgement, from: { topic: string; at: number }): void {
    metrics.commands.inc({ outcome: ack.outcome })
    writer.put({
      ops: eventOps(acknowledgedEvent(device, ack, from.at, undefined, from.topic)),
      keep: { as: 'event' },
      room: roomKey(device),
    })
  }

  return {
    carry(json) {
      const command = readCommand(json)
      if (!command.ok) {
        metrics.commands.inc({ outcome: 'unreadable' })
        log.error('a command can not be read; its sender breaks the contract', { problem: command.problem })
        return
      }
      const { value } = command
      if (known.has(value.command_id)) {
        metrics.commands.inc({ outcome: 'duplicate' })
        return
      }
      const now = options.now()
      const cooldownKey = `${addressOf(value)} ${value.command}`
      const verdict = judgeCommand(value, {
        registry,
        presence,
        now,
        brokerAway: options.brokerAway(),
        stop: options.emergency.forbids(value),
        lastSent: lastSent.get(cooldownKey),
      })
      if (!verdict.send) return refused(value, verdict.outcome, verdict.reason)
      remember(value.command_id, { address: addressOf(value), sentAt: now })
      const limits = registry.controller(value)?.devices.get(value.device_id)?.limits
      if (limits !== undefined && Object.keys(limits).length > 0) lastSent.set(cooldownKey, now)
      options.publish(verdict.topic, JSON.stringify(verdict.message), (error) => {
        if (error !== undefined) log.error('a command could not be published', { ...idsOf(value), error })
      })
      sent(value, verdict.topic)
    },
    peek(json) {
      const command = readCommand(json)
      if (!command.ok) return undefined
      return {
        member: doneMember(command.value.command_id, command.value),
        known: known.has(command.value.command_id),
        issuedAt: Date.parse(command.value.issued_at),
      }
    },
    acknowledged(device, ack, from) {
      const entry = known.get(ack.command_id)
      if (entry === undefined) return 'unknown'
      if (entry.address !== addressOf(device)) return 'elsewhere'
      if (entry.outcome !== undefined) return 'repeated'
      entry.outcome = ack.outcome
      metrics.commandAcknowledged.observe(Math.max(0, from.at - entry.sentAt) / 1000)
      acknowledge(device, ack, from)
      return 'taken'
    },
    acknowledgedEarlier(device, ack, from) {
      remember(ack.command_id, { address: addressOf(device), sentAt: from.at, outcome: ack.outcome })
      acknowledge(device, ack, from)
    },
  }
}

function readCommand(json: string): { ok: true; value: DeviceCommand } | { ok: false; problem: string } {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    return { ok: false, problem: `not JSON: ${json.slice(0, 120)}` }
  }
  if (isPlainCommand(value)) return { ok: true, value }
  const command = deviceCommand.safeParse(value)
  if (command.success) return { ok: true, value: command.data }
  const issue = command.error.issues[0]
  return { ok: false, problem: `${issue?.path.join('.')}: ${issue?.message}; ${json.slice(0, 200)}` }
}

const addressFields = ({ tenant_id, room_id, controller_id, device_id }: DeviceOfCommand): DeviceOfCommand => ({
  tenant_id,
  room_id,
  controller_id,
  device_id,
})

const idsOf = (command: DeviceCommand) => ({
  ...addressFields(command),
  command: command.command,
  command_id: command.command_id,
  source: command.source,
})

const acknowledgedEvent = (
  device: DeviceOfCommand,
  ack: Pick<Acknowledgement, 'command_id' | 'outcome' | 'reason'>,
  now: number,
  session?: string,
  topic?: string,
) =>
  createEvent({
    type: 'device_command_acknowledged',
    ...addressFields(device),
    session_id: session,
    payload: {
      command_id: ack.command_id,
      outcome: ack.outcome,
      ...(ack.reason === undefined ? {} : { reason: ack.reason }),
    },
    source: 'mqtt-gateway',
    mqtt_topic: topic,
    caused_by: ack.command_id,
    now,
  })
