const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** `just now`, `40 s ago`, `5 min ago`, `3 h ago`; older than a day as a date. Times are epoch ms. */
export function relativeTime(at: number, now: number): string {
  const age = now - at
  if (age < -2_000) return `in ${span(-age)}`
  if (age < 5_000) return 'just now'
  if (age < DAY) return `${span(age)} ago`
  return new Date(at).toLocaleDateString(undefined, {
    day: 'numeric',
    month: 'short',
    ...(now - at > 300 * DAY ? { year: 'numeric' as const } : {}),
  })
}

/** `40 s`, `5 min`, `3 h`. */
export function span(ms: number): string {
  if (ms < MINUTE) return `${Math.floor(ms / 1_000)} s`
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`
  return `${Math.floor(ms / HOUR)} h`
}

/** The exact time, for hovering. */
export const exactTime = (at: number): string =>
  new Date(at).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' })

/** `22:28`, or with seconds `22:28:05`. A show runs by 24 hours, in whatever language; midnight is 0. */
export const timeOfDay = (at: number, style: 'short' | 'medium' = 'short'): string =>
  new Date(at).toLocaleTimeString(undefined, { timeStyle: style, hourCycle: 'h23' })

/** A clock's face: `4:07`, `1:04:07`, with `−` when below zero. Whole seconds, rounded down. */
export function clockFace(ms: number): string {
  const sign = ms < 0 ? '−' : ''
  const total = Math.floor(Math.abs(ms) / 1_000)
  const hours = Math.floor(total / 3_600)
  const minutes = Math.floor((total % 3_600) / 60)
  const seconds = String(total % 60).padStart(2, '0')
  return hours > 0 ? `${sign}${hours}:${String(minutes).padStart(2, '0')}:${seconds}` : `${sign}${minutes}:${seconds}`
}
