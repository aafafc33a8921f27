import type { EmergencyRecord } from '#wire/emergency.ts'
import type { Scalar } from '#wire/json.ts'
import type { AckOutcome } from '#wire/messages/acknowledgement.ts'
import type { CommandDeclaration, ParameterDeclaration } from '#wire/messages/capabilities.ts'
import type { DeviceCommand, MqttCommand } from '#wire/messages/command.ts'
import { commandTopic } from '#wire/topics.ts'
import type { PresenceBook } from './presence.ts'
import type { KnownDevice, Registry } from './registry.ts'

/** What becomes of a command: it goes out, or it is refused with the outcome and the reason that its sender sees. */
export type Verdict =
  | { send: true; topic: string; message: MqttCommand }
  | { send: false; outcome: Extract<AckOutcome, 'rejected' | 'stale' | 'stopped'>; reason: string }

export type GateFacts = {
  registry: Registry
  presence: PresenceBook
  /** Epoch ms. */
  now: number
  brokerAway: boolean
  /** The emergency stop under which the room stands; `unsure` while nobody knows. */
  stop?: EmergencyRecord | 'unsure' | undefined
  /** When this command last went out to this device, for cooldowns; epoch ms. */
  lastSent?: number | undefined
}

const rejected = (reason: string): Verdict => ({ send: false, outcome: 'rejected', reason })

/**
 * The last door before hardware: the same for a scene, a person and a test bench. Pure. Refused is what is too old,
 * what is for a room that stands still, what no device declares, what lies outside of declared limits, and what nobody is there to hear: a command is never
 * kept for a board that is away.
 */
export function judgeCommand(command: DeviceCommand, facts: GateFacts): Verdict {
  const age = facts.now - Date.parse(command.issued_at)
  if (age > command.ttl_ms)
    return { send: false, outcome: 'stale', reason: `${age} ms old; it was good for ${command.ttl_ms} ms` }
  if (facts.stop !== undefined) return { send: false, outcome: 'stopped', reason: stopReason(facts.stop) }
  const controller = facts.registry.controller(command)
  if (controller === undefined)
    return rejected(`room ${command.tenant_id}/${command.room_id} has no controller ${command.controller_id}`)
  const device = controller.devices.get(command.device_id)
  if (device === undefined) return rejected(`controller ${command.controller_id} has no device ${command.device_id}`)
  const declared = device.commands.get(command.command)
  if (declared === undefined)
    return rejected(`${command.device_id} has no command ${command.command}; it has ${namesOf(device.commands.keys())}`)
  const wrong = wrongParameter(command, declared, device) ?? tooSoon(command, device, facts)
  if (wrong !== undefined) return rejected(wrong)
  const presence = facts.presence.get(command)
  // A board that is only silent may well hear: a lock must not stay shut because heartbeats went missing.
  if (presence?.parted === true) return rejected(`controller ${command.controller_id} is offline`)
  if (facts.brokerAway) return rejected('the MQTT broker can not be reached')
  return { send: true, topic: topicOf(command), message: toMqtt(command, presence?.bootId ?? controller.bootId) }
}

const stopReason = (stop: EmergencyRecord | 'unsure'): string =>
  stop === 'unsure'
    ? 'whether the room stands still by an emergency stop is not known yet'
    : `the room stands still by an emergency stop (level ${stop.level}: ${stop.cause}); clear it first`

function wrongParameter(command: DeviceCommand, declared: CommandDeclaration, device: KnownDevice): string | undefined {
  for (const name of Object.keys(command.params))
    if (!Object.hasOwn(declared.params, name))
      return `${command.command} has no parameter ${name.slice(0, 64)}; it has ${namesOf(Object.keys(declared.params))}`
  const limits = own(device.limits, command.command)?.params
  for (const [name, declaration] of Object.entries(declared.params)) {
    const value = own(command.params, name)
    if (value === undefined) {
      if (declaration.optional === true) continue
      return `parameter ${name} (${declaration.type}) is missing`
    }
    const limit = limits === undefined ? undefined : own(limits, name)
    const wrong = wrongValue(value, narrow(declaration, limit))
    if (wrong !== undefined) return `parameter ${name} ${wrong}`
  }
  return undefined
}

/** A property of its own: names come from a network and are never looked up on a prototype. */
const own = <T>(record: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined

/** The narrower of what the board declares and what its installer allows. */
const narrow = (
  declared: ParameterDeclaration,
  limit: { min?: number | undefined; max?: number | undefined } | undefined,
) => ({
  type: declared.type,
  min: Math.max(declared.min ?? Number.NEGATIVE_INFINITY, limit?.min ?? Number.NEGATIVE_INFINITY),
  max: Math.min(declared.max ?? Number.POSITIVE_INFINITY, limit?.max ?? Number.POSITIVE_INFINITY),
})

function wrongValue(value: Scalar, { type, min, max }: ReturnType<typeof narrow>): string | undefined {
  const actual = typeof value === 'string' ? 'text' : typeof value
  if (actual !== type) return `is ${actual} ${JSON.stringify(value).slice(0, 60)}; it must be ${type}`
  if (typeof value !== 'number') return undefined
  if (value < min) return `is ${value}; the least is ${min}`
  if (value > max) return `is ${value}; the most is ${max}`
  return undefined
}

function tooSoon(command: DeviceCommand, device: KnownDevice, facts: GateFacts): string | undefined {
  const cooldown = own(device.limits, command.command)?.cooldown_ms
  if (cooldown === undefined || facts.lastSent === undefined) return undefined
  const left = facts.lastSent + cooldown - facts.now
  return left > 0
    ? `${command.command} went out ${facts.now - facts.lastSent} ms ago; wait another ${left} ms`
    : undefined
}

const topicOf = (command: DeviceCommand): string =>
  commandTopic(
    { tenant: command.tenant_id, room: command.room_id, controller: command.controller_id },
    command.device_id,
    command.command,
  )

const toMqtt = (command: DeviceCommand, bootId: string | undefined): MqttCommand => ({
  v: 1,
  command_id: command.command_id,
  ...(bootId === undefined ? {} : { boot_id: bootId }),
  issued_at: command.issued_at,
  ttl_ms: command.ttl_ms,
  params: command.params,
})

const namesOf = (names: Iterable<string>): string => [...names].slice(0, 24).join(', ') || 'none'
