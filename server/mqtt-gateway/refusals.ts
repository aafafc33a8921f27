import type { Refusal } from '#wire/refusal.ts'
import type { BoardAddress } from './registry.ts'

/** Something refused at the door. `board` and `device` are set where the room is known, so that it is told of it. */
export type Complaint = {
  topic: string
  code: Refusal['code']
  message: string
  excerpt: string
  board?: BoardAddress | undefined
  device?: string | undefined
}
export type Report = Complaint & { at: number; repeated: number }

/** The same topic and code is written once per this time, with the number of repeats. */
const WINDOW_MS = 10_000
/** Different ones that are written per window; the rest is counted together, so that a flood can't fill a stream. */
const PER_WINDOW = 100

/**
 * What the gateway refused, without letting a babbling board drown the rest: the first of its kind is reported at
 * once, repeats once per 10 s as a number. `now` is epoch ms.
 */
export type RefusalBook = {
  note(complaint: Complaint, now: number): Report | undefined
  /** Repeats whose time has come. */
  due(now: number): Report[]
}

export function createRefusalBook(): RefusalBook {
  const open = new Map<string, { report: Report; since: number; repeated: number }>()
  const flood = { since: 0, written: 0, repeated: 0, last: undefined as Complaint | undefined }
  return {
    note(complaint, now) {
      const key = `${complaint.code} ${complaint.topic}`
      const known = open.get(key)
      if (known !== undefined && now - known.since < WINDOW_MS) {
        known.repeated += 1
        known.report = { ...complaint, at: now, repeated: 0 }
        return undefined
      }
      if (now - flood.since >= WINDOW_MS) Object.assign(flood, { since: now, written: 0 })
      if (flood.written >= PER_WINDOW) {
        flood.repeated += 1
        flood.last = complaint
        return undefined
      }
      flood.written += 1
      const report = { ...complaint, at: now, repeated: known?.repeated ?? 0 }
      open.set(key, { report, since: now, repeated: 0 })
      return report
    },
    due(now) {
      const reports: Report[] = []
      for (const [key, entry] of open) {
        if (now - entry.since < WINDOW_MS) continue
        open.delete(key)
        if (entry.repeated > 0) reports.push({ ...entry.report, repeated: entry.repeated })
      }
      if (flood.last !== undefined && now - flood.since >= WINDOW_MS) {
        const { board: _board, device: _device, ...last } = flood.last
        reports.push({
          ...last,
          message: `and ${flood.repeated} more of other kinds; the last: ${last.message}`,
          at: now,
          repeated: flood.repeated,
        })
        Object.assign(flood, { since: now, written: 0, repeated: 0, last: undefined })
      }
      return reports
    },
  }
}
