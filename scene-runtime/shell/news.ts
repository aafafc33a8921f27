import { sessionView } from '#wire/channels.ts'
import type { DomainEventType } from '#wire/domain-event.ts'
import type { RoomAddress } from '#wire/names.ts'
import type { Core } from '../core/core.ts'
import type { Operations } from './append.ts'
import { type Live, viewOfLive } from './live-session.ts'
import { eventText } from './own-events.ts'

/** What some steps of a session did, one after the other, and the cause of the last. */
export type Trace = { cause: unknown; fired: string[]; entered: string[]; exited: string[] }

/** What people are still to be told of a session: its durable state, and what has happened since they were told. */
export type News = { state: Omit<Live, 'sinceSnapshot'>; trace: Trace | null }

/** An event about a session that brings its news along. `id`: of one that belongs to no journal record. */
export type Heading = { type: DomainEventType; cause: unknown; extra?: Record<string, unknown>; id?: string }

export const noTrace = (cause: unknown): Trace => ({ cause, fired: [], entered: [], exited: [] })

export function joined(before: Trace | null, after: Trace | null): Trace | null {
  if (before === null || after === null) return after ?? before
  return {
    cause: after.cause,
    fired: [...before.fired, ...after.fired],
    entered: [...before.entered, ...after.entered],
    exited: [...before.exited, ...after.exited],
  }
}

/** What of a game is told, as it is now: it moves on while the telling waits. */
export const toldOf = ({ start, compiled, session, fault, previous, pending, lastEntry }: Live): News['state'] => ({
  start,
  compiled,
  session,
  fault,
  previous,
  pending,
  lastEntry,
})

/** Puts a session's view, and the events that carry it, among what an append writes. `now`: epoch ms. */
export function tellNews(
  operations: Operations,
  { state, trace }: News,
  headings: readonly Heading[],
  { room, core, now }: { room: RoomAddress; core: Core; now: number },
): void {
  const id = state.start.session_id
  const view = JSON.stringify(viewOfLive(core, state))
  operations.set.push({ key: sessionView(id), value: view })
  const moved = trace ?? noTrace({})
  const steps = `"fired":${JSON.stringify(moved.fired)},"entered":${JSON.stringify(moved.entered)},"exited":${JSON.stringify(moved.exited)}`
  const say = ({ type, cause, extra = {}, id: own }: Heading, nth = 0) => {
    const rest = Object.keys(extra).length === 0 ? '' : `,${JSON.stringify(extra).slice(1, -1)}`
    const payload = `{"view":${view},"cause":${JSON.stringify(cause)},${steps}${rest}}`
    const text = eventText({
      id: own ?? `${id}:${state.lastEntry}:${nth}:${type}`,
      type,
      room,
      session: id,
      payload,
      now,
    })
    // That a game begins is told before what it does.
    if (type === 'session_started') operations.events.unshift(text)
    else operations.events.push(text)
  }
  const last = headings.filter((h) => h.type === 'session_completed' || h.type === 'session_abandoned')
  for (const [nth, h] of headings.entries()) if (!last.includes(h)) say(h, nth)
  if (trace !== null || headings.length === 0) say({ type: 'scene_advanced', cause: moved.cause })
  for (const [nth, h] of last.entries()) say(h, nth)
}
