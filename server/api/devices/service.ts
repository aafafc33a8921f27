import { randomUUID } from 'node:crypto'
import { publishCommands } from '#platform/commands.ts'
import type { Scalar } from '#wire/json.ts'
import type { DeviceCommand } from '#wire/messages/command.ts'
import { type CommandLimits, commandLimits } from '#wire/registry.ts'
import type { DevicePolicy } from '#wire/room-policy.ts'
import { record } from '../audit/record.ts'
import type { FeatureContext } from '../context.ts'
import { ApiError, found } from '../errors.ts'
import { type KnownValue, readPresence, readSignals } from '../rooms/live.ts'
import { roomId } from '../rooms/service.ts'
import { checkCommand } from './check-command.ts'
import { type Commands, type Signals, storedCommands, storedSignals } from './declarations.ts'

export type DeviceSummary = {
  controller: string
  device: string
  name: string
  kind: string
  category: string | null
  signals: Signals
  commands: Commands
  /** Signal → its last known value; a signal never heard is not in it. */
  values: Record<string, KnownValue>
  /** Of its controller. */
  status: 'online' | 'offline' | 'unknown'
  /** What a running game that uses it does while it is offline (RT8). */
  whenOffline: DevicePolicy
  /** What its installer set on top of its declarations. */
  limits: CommandLimits
}

/** Throws `not_found` for the room. */
export async function listDevices(ctx: FeatureContext, room: string): Promise<DeviceSummary[]> {
  const address = { tenant_id: ctx.caller.tenant.slug, room_id: room }
  const id = await roomId(ctx.db, room)
  const [rows, presence, known] = await Promise.all([
    ctx.db.device.findMany({
      where: { roomId: id },
      include: { controller: { select: { slug: true } } },
      orderBy: [{ controller: { slug: 'asc' } }, { slug: 'asc' }],
    }),
    readPresence(ctx, address),
    readSignals(ctx, address),
  ])
  return rows.map((row) => {
    const controller = row.controller.slug
    const signals = storedSignals.parse(row.signals)
    const values: Record<string, KnownValue> = {}
    for (const signal of Object.keys(signals)) {
      const value = known.get(`${controller}/${row.slug}/${signal}`)
      if (value !== undefined) values[signal] = value
    }
    return {
      controller,
      device: row.slug,
      name: row.name,
      kind: row.kind,
      category: row.category,
      signals,
      commands: storedCommands.parse(row.commands),
      values,
      status: presence.get(controller)?.status ?? 'unknown',
      whenOffline: row.whenOffline,
      limits: commandLimits.parse(row.limits),
    }
  })
}

export type CommandInput = {
  room: string
  controller: string
  device: string
  command: string
  params: Record<string, Scalar>
}

/** A command that a person sends is meant for now: after ten seconds they have moved on. */
const BY_HAND_TTL_MS = 10_000

/**
 * Sends a command to a device, as the gateway takes it. Throws `not_found` for room or device and `invalid` for what
 * the device did not declare. That it was sent says nothing of what the gateway and the device make of it: those are
 * events with the same command id.
 */
export async function commandDevice(ctx: FeatureContext, input: CommandInput): Promise<{ command_id: string }> {
  const { db, caller, redis } = ctx
  const title = `${input.controller}/${input.device}`
  const device = found(
    await db.device.findFirst({
      where: { slug: input.device, controller: { slug: input.controller }, roomId: await roomId(db, input.room) },
      select: { commands: true },
    }),
    'device',
    title,
  )
  const wrong = checkCommand(storedCommands.parse(device.commands), input.command, input.params)
  if (wrong.length > 0) throw new ApiError('invalid', `${title}: ${wrong.join(' ')}`)
  const command: DeviceCommand = {
    event_type: 'device_command',
    command_id: randomUUID(),
    tenant_id: caller.tenant.slug,
    room_id: input.room,
    controller_id: input.controller,
    device_id: input.device,
    command: input.command,
    params: input.params,
    issued_at: new Date(ctx.now()).toISOString(),
    ttl_ms: BY_HAND_TTL_MS,
    source: `person:${caller.user.id}`,
  }
  // First the entry, then the deed: what moves hardware is never without a trace.
  await record(db, caller, {
    action: 'devices.command',
    subject: `${input.room}/${title}`,
    detail: { command: input.command, params: input.params, command_id: command.command_id },
  })
  await publishCommands(redis, [command])
  return { command_id: command.command_id }
}
