import { createEvent } from '#platform/events.ts'
import { appendEvents } from '#platform/room-stream.ts'
import { roomPolicyKey } from '#wire/channels.ts'
import { type DevicePolicy, type RoomPolicy, roomPolicy } from '#wire/room-policy.ts'
import { record } from '../audit/record.ts'
import type { ActingContext, FeatureContext } from '../context.ts'
import { found } from '../errors.ts'
import { toPayload } from '../payload.ts'
import type { TenantTx } from '../tenancy.ts'

/** What the room's games do while hardware is away, as the database has it (RT7, RT8). Throws `not_found`. */
async function readPolicy(db: TenantTx, slug: string): Promise<RoomPolicy> {
  const room = found(
    await db.room.findFirst({
      where: { slug },
      select: {
        hardwareAway: true,
        devices: {
          where: { whenOffline: { not: roomPolicyDefault } },
          select: { slug: true, whenOffline: true, controller: { select: { slug: true } } },
        },
      },
    }),
    'room',
    slug,
  )
  return {
    hardware_away: room.hardwareAway,
    devices: Object.fromEntries(
      room.devices.map((device) => [`${device.controller.slug}/${device.slug}`, device.whenOffline]),
    ),
  }
}

/** Of a device that the policy does not name. */
const roomPolicyDefault: DevicePolicy = 'warn'

/** Lays the policy where the runtime looks when it takes a room. */
export async function layPolicy(ctx: ActingContext, room: string): Promise<RoomPolicy> {
  const policy = roomPolicy.parse(await readPolicy(ctx.db, room))
  await ctx.redis.set(roomPolicyKey({ tenant_id: ctx.caller.tenant.slug, room_id: room }), JSON.stringify(policy))
  return policy
}

/** The same, and running games are told: they weigh anew what is away. */
export async function tellPolicy(ctx: ActingContext, room: string): Promise<void> {
  const policy = await layPolicy(ctx, room)
  const event = createEvent({
    type: 'room_policy_changed',
    tenant_id: ctx.caller.tenant.slug,
    room_id: room,
    payload: toPayload(policy),
    source: 'api',
    trace_id: ctx.traceId,
    now: ctx.now(),
  })
  await appendEvents(ctx.redis, [event])
}

/** Says what games do while a device is offline. Throws `not_found` for the room or the device. */
export async function setDevicePolicy(
  ctx: FeatureContext,
  input: { room: string; controller: string; device: string; whenOffline: DevicePolicy },
): Promise<void> {
  const { room, controller, device, whenOffline } = input
  const title = `${controller}/${device}`
  await ctx.db.$transaction(async (tx) => {
    const { id } = found(
      await tx.device.findFirst({
        where: { slug: device, controller: { slug: controller }, room: { slug: room } },
        select: { id: true },
      }),
      'device',
      title,
    )
    await tx.device.update({ where: { id }, data: { whenOffline } })
    await record(tx, ctx.caller, {
      action: 'devices.setPolicy',
      subject: `${room}/${title}`,
      detail: { whenOffline },
    })
  })
  await tellPolicy(ctx, room)
}
