import type { BoardReport, EmergencyReport } from '#wire/emergency.ts'

/** What a stop is for and does, in words. */
export const LEVELS = {
  1: { name: 'Lights and silence', does: 'House lights up, sound and picture off' },
  2: { name: 'Emergency stop', does: 'Lights up, silence, way out open, motion stopped' },
  3: { name: 'Stop all rooms', does: 'Every room: lights up, silence, way out open, motion stopped' },
} as const

export const isStopped = (report: EmergencyReport): boolean => report.cleared === null

/** How the boards took it: `done` when all of them acknowledged. */
export type Tally = {
  all: number
  acknowledged: number
  /** Of the last of them, ms. */
  slowest: number | null
  waiting: number
  /** Named on the console: whoever looks after the room must go there. */
  silent: BoardReport[]
}

export function tally(boards: readonly BoardReport[]): Tally {
  const done = boards.filter(({ standing }) => standing === 'acknowledged')
  const times = done.flatMap(({ after_ms }) => after_ms ?? [])
  return {
    all: boards.length,
    acknowledged: done.length,
    slowest: times.length === 0 ? null : Math.max(...times),
    waiting: boards.filter(({ standing }) => standing === 'waiting').length,
    silent: boards.filter(({ standing }) => standing !== 'acknowledged' && standing !== 'waiting'),
  }
}

/** The tally as a sentence. */
export function tallySentence({ all, acknowledged, slowest, waiting, silent }: Tally): string {
  if (all === 0) return 'No board is known in this room: nothing could be told to stop.'
  if (acknowledged === all) return `All ${all} boards acknowledged${slowest === null ? '' : ` within ${slowest} ms`}.`
  if (silent.length === 0) return `${acknowledged} of ${all} boards acknowledged; ${waiting} to go.`
  return `${acknowledged} of ${all} boards acknowledged. Go and look at:`
}

/** Why a board is named. */
export const WHY: Readonly<Record<BoardReport['standing'], string>> = {
  acknowledged: 'acknowledged',
  waiting: 'not yet',
  missing: 'does not answer',
  refused: 'refuses',
  offline: 'is offline',
}
