import type {
  BoardReport,
  EmergencyClearing,
  EmergencyPress,
  EmergencyRecord,
  EmergencyReport,
} from '#wire/emergency.ts'
import { type EmergencyMeasure, measuresOf } from '#wire/emergency-measures.ts'
import type { Acknowledgement, AckOutcome } from '#wire/messages/acknowledgement.ts'
import { EMERGENCY_DEVICE, type RoomAddress, roomKey } from '#wire/names.ts'
import type { KnownController } from '../registry.ts'

/** A board that did not answer within this is named as missing, ms; the aim for all of them is half a second. */
export const ANSWER_WITHIN_MS = 2_000
/** A board that does not answer is told again, each time after twice the time, ms. */
const REPEAT_MS = { first: 500, most: 5_000 }
/** A clearing is repeated for this long; a board that comes back within a day is told then. */
const CLEARING_MS = 30_000
const REMEMBERED_MS = 24 * 3_600_000

/** What a board is to be told now: the stop (or its end) as a whole, and commands for devices that know no stop. */
export type Telling = {
  board: KnownController['board']
  say: 'stop' | 'clear'
  record: EmergencyRecord
  commandId: string
  commands: readonly { commandId: string; device: string; measure: EmergencyMeasure }[]
}

type Told = { device: string; outcome: AckOutcome | undefined }
type Target = {
  toldAt: number
  /** Since when it has been waited for: the press, or the moment at which the board came back. */
  since: number
  times: number
  own: { outcome: AckOutcome; reason: string | undefined; at: number } | undefined
  commands: Map<string, Told>
  doneAt: number | undefined
}
type Standing = { record: EmergencyRecord; targets: Map<string, Target> }

/** What a press or a clearing made of a room. `fresh`: it is news, not a repetition. */
export type Change = { record: EmergencyRecord; fresh: boolean; tell: Telling[] }

/**
 * Which rooms stand still, what their boards were told and what they answered. No clock, no network: every call says
 * when it is, and what is to be sent comes back as values.
 */
export type StopBook = {
  /** The stop under which a room stands, or undefined. */
  stopped(room: RoomAddress): EmergencyRecord | undefined
  press(press: EmergencyPress & { room_id: string }, boards: Iterable<KnownController>, now: number): Change
  /** Undefined where the room is not stopped. */
  clear(
    clearing: EmergencyClearing & { room_id: string },
    boards: Iterable<KnownController>,
    now: number,
  ): Change | undefined
  /** Whether it answered something of a stop; `changed` says that a report changes. */
  acknowledged(
    at: RoomAddress & { controller_id: string; device_id: string },
    ack: Acknowledgement,
    now: number,
  ): { matched: boolean; changed: boolean }
  /** A board is there (again), or says that it still stands: it is told how its room stands. */
  arrived(controller: KnownController, now: number): Telling | undefined
  /** Boards that are to be told again; with `all`, everyone who has not answered, whenever that was told. */
  due(boardsOf: (room: RoomAddress) => Iterable<KnownController>, now: number, all?: boolean): Telling[]
  /** Takes over what is stored where it is newer. Returns whether it was. */
  restore(record: EmergencyRecord): boolean
  records(): EmergencyRecord[]
  report(room: RoomAddress, now: number, parted: (controller: string) => boolean): EmergencyReport | undefined
}

/** When a record last changed, epoch ms. */
const changedAt = (record: EmergencyRecord): number => record.cleared?.at ?? record.at

export function createStopBook(): StopBook {
  const rooms = new Map<string, Standing>()

  function tell(standing: Standing, controller: KnownController, now: number, anew: boolean): Telling {
    const { record, targets } = standing
    const { controller_id } = controller.board
    const say = record.cleared === null ? 'stop' : 'clear'
    const known = targets.get(controller_id)
    const target: Target =
      known === undefined || anew
        ? { toldAt: now, since: now, times: 0, own: undefined, commands: new Map(), doneAt: undefined }
        : known
    targets.set(controller_id, target)
    target.toldAt = now
    target.times += 1
    const measures = say === 'clear' ? [] : stopCommands(record, controller)
    for (const { commandId, device } of measures)
      if (!target.commands.has(commandId)) target.commands.set(commandId, { device, outcome: undefined })
    const commandId = say === 'stop' ? stopId(record) : `${record.stop_id}.clear`
    return { board: controller.board, say, record, commandId, commands: measures }
  }

  const tellAll = (standing: Standing, boards: Iterable<KnownController>, now: number): Telling[] => {
    standing.targets.clear()
    return [...boards].map((controller) => tell(standing, controller, now, true))
  }

  return {
    stopped(room) {
      const record = rooms.get(roomKey(room))?.record
      return record?.cleared === null ? record : undefined
    },
    press({ stop_id, tenant_id, room_id, level, cause, by, actor }, boards, now) {
      const key = roomKey({ tenant_id, room_id })
      const standing = rooms.get(key)
      const before = standing?.record
      if (standing !== undefined && before !== undefined && before.cleared === null && before.level >= level) {
        // Pressed again: whoever has not answered yet is told again at once.
        const silent = [...boards].filter(
          ({ board }) => standing.targets.get(board.controller_id)?.doneAt === undefined,
        )
        return {
          record: before,
          fresh: false,
          tell: silent.map((controller) => tell(standing, controller, now, false)),
        }
      }
      const raised = before !== undefined && before.cleared === null
      const record: EmergencyRecord = {
        stop_id: raised ? before.stop_id : stop_id,
        tenant_id,
        room_id,
        level,
        cause,
        by,
        actor,
        at: now,
        cleared: null,
      }
      const made: Standing = { record, targets: new Map() }
      rooms.set(key, made)
      return { record, fresh: true, tell: tellAll(made, boards, now) }
    },
    clear({ tenant_id, room_id, reason, by, actor }, boards, now) {
      const standing = rooms.get(roomKey({ tenant_id, room_id }))
      if (standing === undefined || standing.record.cleared !== null) return undefined
      standing.record = {
        ...standing.record,
        cleared: { by, actor, reason, at: Math.max(now, standing.record.at + 1) },
      }
      return { record: standing.record, fresh: true, tell: tellAll(standing, boards, now) }
    },
    acknowledged(at, ack, now) {
      const standing = rooms.get(roomKey(at))
      if (standing === undefined || !ack.command_id.startsWith(`${standing.record.stop_id}.`))
        return { matched: false, changed: false }
      const target = standing.targets.get(at.controller_id)
      if (target === undefined) return { matched: true, changed: false }
      if (at.device_id === EMERGENCY_DEVICE) {
        const { record } = standing
        const expected = record.cleared === null ? stopId(record) : `${record.stop_id}.clear`
        if (ack.command_id !== expected || target.own !== undefined) return { matched: true, changed: false }
        target.own = { outcome: ack.outcome, reason: ack.reason, at: now }
      } else {
        const told = target.commands.get(ack.command_id)
        if (told === undefined || told.outcome !== undefined) return { matched: true, changed: false }
        if (told.device !== at.device_id) return { matched: false, changed: false }
        told.outcome = ack.outcome
      }
      if (target.doneAt === undefined && isDone(target)) target.doneAt = now
      return { matched: true, changed: true }
    },
    arrived(controller, now) {
      const standing = rooms.get(roomKey(controller.board))
      if (standing === undefined) return undefined
      const { cleared } = standing.record
      return cleared !== null && now - cleared.at > REMEMBERED_MS ? undefined : tell(standing, controller, now, true)
    },
    due(boardsOf, now, all = false) {
      return [...rooms.values()].flatMap((standing) => {
        const { record, targets } = standing
        if (record.cleared !== null && now - record.cleared.at > CLEARING_MS) return []
        return [...boardsOf(record)].flatMap((controller) => {
          const target = targets.get(controller.board.controller_id)
          // One that registered since, or that an earlier process told.
          if (target === undefined) return [tell(standing, controller, now, true)]
          if (target.doneAt !== undefined) return []
          const pause = Math.min(REPEAT_MS.first * 2 ** (target.times - 1), REPEAT_MS.most)
          return all || now - target.toldAt >= pause ? [tell(standing, controller, now, false)] : []
        })
      })
    },
    restore(record) {
      const key = roomKey(record)
      const known = rooms.get(key)?.record
      if (known !== undefined && changedAt(known) >= changedAt(record)) return false
      rooms.set(key, { record, targets: new Map() })
      return true
    },
    records: () => [...rooms.values()].map(({ record }) => record),
    report(room, now, parted) {
      const standing = rooms.get(roomKey(room))
      if (standing === undefined) return undefined
      const boards = [...standing.targets]
        .map(([controller_id, target]) => reportOf(controller_id, target, now, parted(controller_id)))
        .toSorted((a, b) => a.controller_id.localeCompare(b.controller_id, 'en'))
      return { ...standing.record, boards }
    },
  }
}

/** A stop that rises is told under a new id: a board that did the first must not take it for a repetition. */
const stopId = (record: EmergencyRecord): string => `${record.stop_id}.${record.level}`

/** What a stop gives to the devices of a board, in the order of levels, each under an id that is always the same. */
function stopCommands(record: EmergencyRecord, controller: KnownController): Telling['commands'] {
  const all = [...controller.devices.values()].flatMap((device) =>
    measuresOf(device, record.level).map((measure) => ({
      commandId: `${stopId(record)}.${device.device_id}.${measure.command}`.slice(0, 128),
      device: device.device_id,
      measure,
    })),
  )
  return all.toSorted((a, b) => a.measure.level - b.measure.level)
}

/** Standing still is what was asked for, whoever asked first. */
const good = (outcome: AckOutcome | undefined): boolean =>
  outcome === 'applied' || outcome === 'duplicate' || outcome === 'stopped'

/** The board vouches for all of it, or each of its devices does. */
const isDone = ({ own, commands }: Target): boolean =>
  good(own?.outcome) || (commands.size > 0 && [...commands.values()].every(({ outcome }) => good(outcome)))

function reportOf(controller_id: string, target: Target, now: number, parted: boolean): BoardReport {
  const outcomes = [...target.commands.values()].map(({ outcome }) => outcome)
  const counts = { commands: outcomes.length, done: outcomes.filter(good).length }
  const base = { controller_id, ...counts }
  if (target.doneAt !== undefined) return { ...base, standing: 'acknowledged', after_ms: target.doneAt - target.since }
  const refused = [target.own?.outcome, ...outcomes].find((outcome) => outcome !== undefined && !good(outcome))
  if (refused !== undefined) return { ...base, standing: 'refused', reason: target.own?.reason ?? refused }
  if (parted) return { ...base, standing: 'offline' }
  return { ...base, standing: now - target.since < ANSWER_WITHIN_MS ? 'waiting' : 'missing' }
}
