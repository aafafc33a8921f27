import { createEvent } from '#platform/events.ts'
import type { Log } from '#platform/log.ts'
import { roomKey } from '#wire/names.ts'
import type { Refusal } from '#wire/refusal.ts'
import { eventOps, refusalOps } from './entries.ts'
import type { Report } from './refusals.ts'
import type { Outage, Writer } from './writer.ts'

/** Writes a refusal where installers read, and into its room, if there is such a room. */
export function reportRefusal(report: Report, writer: Writer, log: Log): void {
  const { board, device, topic, code, message, excerpt, repeated } = report
  const refusal: Refusal = {
    at: new Date(report.at).toISOString(),
    topic,
    ...(board === undefined ? {} : { tenant_id: board.tenant_id, room_id: board.room_id }),
    code,
    message,
    excerpt,
    repeated,
  }
  log.warn('refused at the door', refusal)
  const ops = refusalOps(refusal)
  if (board !== undefined)
    ops.push(
      ...eventOps(
        createEvent({
          ...board,
          type: device === undefined ? 'controller_error' : 'device_error',
          device_id: device,
          payload: { code, message, excerpt, repeated },
          source: 'mqtt-gateway',
          mqtt_topic: topic,
          now: report.at,
        }),
      ),
    )
  writer.put({ ops, keep: { as: 'note' }, room: board === undefined ? '' : roomKey(board) })
}

/** Tells the rooms whose reports came late, or not at all, because Redis was away (RT7). `now` is epoch ms. */
export function reportOutage(outage: Outage, writer: Writer, now: number): void {
  const lost = outage.shed === 0 ? 'Nothing was lost.' : `${outage.shed} reports of all rooms were lost.`
  const message = `Reports of this room came up to ${Math.ceil(outage.ms / 1000)} s late: Redis was away. ${lost}`
  const level = outage.shed === 0 ? 'info' : 'urgent'
  for (const key of outage.rooms) {
    const [tenant_id, room_id] = key.split(':')
    if (tenant_id === undefined || room_id === undefined) continue
    const payload = { level, message, shed: outage.shed }
    const event = createEvent({ type: 'gm_notice', tenant_id, room_id, payload, source: 'mqtt-gateway', now })
    writer.put({ ops: eventOps(event), keep: { as: 'event' }, room: key })
  }
}
