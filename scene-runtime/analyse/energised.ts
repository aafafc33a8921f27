import type { Session, StepRecord } from '../core/session.ts'

/** From `command` on the role's device is energised, until one of `until` is sent; for `atMost` ms. */
export type Limit = {
  readonly role: string
  readonly command: string
  readonly until: readonly string[]
  readonly atMost: number
}

/** Longer than it may; or beyond the end of the game, after which nobody turns it off. */
export type Over = 'late' | 'left-on'

/** Since when it is energised after these steps, and whether it is so for too long. */
export function energisedAfter(
  { role, command, until, atMost }: Limit,
  before: number | null,
  records: readonly StepRecord[],
  { at, endedAt }: Session,
): { since: number | null; over: Over | null } {
  let since = before
  let wasLate = false
  const late = (now: number): boolean => since !== null && now - since > atMost
  for (const record of records)
    for (const effect of record.effects) {
      if (effect.type !== 'command' || effect.role !== role) continue
      if (effect.command === command) since ??= record.at
      else if (until.includes(effect.command)) {
        wasLate ||= late(record.at)
        since = null
      }
    }
  const leftOn = since !== null && endedAt !== null
  return { since, over: wasLate || late(at) ? 'late' : leftOn ? 'left-on' : null }
}
