import type { SessionView, TimerView } from '#wire/session-view.ts'

/** Times of a game. All ms; `now` is epoch ms by the server's clock. */
export type GameClock = {
  /** What counts: without pauses and freezes. */
  official: number
  /** Wall time since the start. */
  elapsed: number
  /** The official clock stands still. */
  still: boolean
}

export function gameClock(view: SessionView, now: number): GameClock {
  const end = view.ended_at ?? now
  const until = view.clock.paused_at ?? end
  return {
    official: Math.max(0, Math.min(until, end) - view.started_at - view.clock.paused_ms),
    elapsed: Math.max(0, end - view.started_at),
    still: view.ended_at !== undefined || view.clock.paused_at !== null,
  }
}

/** How the game stands against the time that it is meant to take. */
export type Pace = 'in-time' | 'over' | 'far-over'

/** A tenth over is late enough to say so loudly: the next team waits outside. */
export function pace(official: number, expectedMinutes: number): Pace {
  const expected = expectedMinutes * 60_000
  if (official <= expected) return 'in-time'
  return official <= expected * 1.1 ? 'over' : 'far-over'
}

/** ms that a timer still has; a frozen one keeps what it had. */
export const timerRemaining = (timer: TimerView, now: number): number =>
  Math.max(0, timer.remaining_ms ?? timer.due_at - now)

/** 0 to 1: how much of a timer is over. */
export function timerProgress(timer: TimerView, now: number): number {
  if (timer.duration_ms <= 0) return 1
  return Math.min(1, Math.max(0, 1 - timerRemaining(timer, now) / timer.duration_ms))
}
