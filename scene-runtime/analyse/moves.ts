import type { Compiled } from '#scene-graph/compile/compile.ts'
import type { Scalar } from '#scene-graph/schema/values.ts'
import { offersNow } from '../core/interventions.ts'
import type { Input, Session, Stepped } from '../core/session.ts'
import { advance, nextDue, step } from '../core/step.ts'
import type { Alphabet, Payload } from './alphabet.ts'
import { type Fact, type Reader, roleOf } from './looks.ts'
import { lastKnown, type Situation } from './situation.ts'
import { classOf } from './watch.ts'

/** One thing that can happen to a game. An acknowledgement names the step that waits: ids of commands depend on the way. */
export type Move =
  | { readonly kind: 'fact'; readonly fact: Fact; readonly value: Scalar }
  | { readonly kind: 'operator'; readonly action: string; readonly node: string | undefined }
  /** Of the game master's, whatever the scene says. */
  | { readonly kind: 'override'; readonly node: string }
  | { readonly kind: 'event'; readonly name: string; readonly data: Payload }
  | { readonly kind: 'ack'; readonly step: string; readonly outcome: 'applied' | 'rejected' }
  | { readonly kind: 'wait'; readonly ms: number }

/** Everything that something active could notice, in a fixed order: what leads on soonest first. */
export function movesOf(
  session: Session,
  situation: Situation,
  { alphabet, payloads }: { readonly alphabet: Alphabet; readonly payloads: readonly Payload[] },
): Move[] {
  if (session.endedAt !== null) return []
  const moves: Move[] = []
  for (const [fact, readers] of situation.readers)
    for (const value of noticed(readers, alphabet.get(fact) ?? [], lastKnown(session.machine.context, fact)))
      moves.push({ kind: 'fact', fact, value })
  for (const { step } of session.pending)
    for (const outcome of ['applied', 'rejected'] as const) moves.push({ kind: 'ack', step, outcome })
  for (const name of situation.events) for (const data of payloads) moves.push({ kind: 'event', name, data })
  for (const ms of waits(session, situation)) moves.push({ kind: 'wait', ms })
  for (const { action, node } of situation.operators) moves.push({ kind: 'operator', action, node })
  return moves
}

/** What the game master can declare to be solved. */
export const overridesOf = (compiled: Compiled, session: Session): Move[] =>
  session.endedAt !== null
    ? []
    : offersNow(compiled, session.machine).flatMap(({ node, ways }) =>
        ways.includes('override') ? [{ kind: 'override' as const, node }] : [],
      )

/** Of the values that nobody here tells apart, one: where a report is noticed, one that differs from what is known. */
function noticed(readers: readonly Reader[], values: readonly Scalar[], known: Scalar | undefined): Scalar[] {
  const reports = readers.some((r) => r.reports)
  const changes = readers.some((r) => r.reports && r.remembers)
  if (changes) return values.filter((v) => v !== known)
  const classes = new Map<string, Scalar>()
  for (const value of values) {
    const key = classOf(readers, value)
    if (!classes.has(key)) classes.set(key, value)
  }
  if (!reports && known !== undefined) classes.delete(classOf(readers, known))
  return [...classes.values()]
}

/** Until the next deadline; and until a value that moves with time is what it is compared with, and just past it. */
function waits(session: Session, { clocks }: Situation): number[] {
  const { at } = session
  const { context } = session.machine
  const due = nextDue(session)
  const times = new Set<number>(due === null ? [] : [Math.max(0, due - at)])
  for (const { of, node, against } of clocks) {
    const since = context.active[node]
    const timer = session.timers.find((t) => t.id === node)
    for (const read of against) {
      const value = read(context)
      if (typeof value !== 'number') continue
      const met = of === 'elapsed' ? (since ?? Number.NaN) + value : (timer?.due ?? Number.NaN) - value
      for (const ms of [Math.ceil(met) - at, Math.ceil(met) + 1 - at])
        if (ms > 0 && (due === null || at + ms < due)) times.add(ms)
    }
  }
  return [...times].sort((a, b) => a - b)
}

/** Until just before the next deadline, and until `last` (ms) if nothing is due sooner: who only watches time waits so long. */
export function dawdling(session: Session, last: number | null): Move[] {
  if (session.endedAt !== null) return []
  const { at } = session
  const due = nextDue(session)
  const times = new Set<number>()
  if (due !== null) times.add(due - 1 - at)
  if (last !== null && (due === null || last < due)) times.add(last - at)
  return [...times].filter((ms) => ms > 0).map((ms) => ({ kind: 'wait', ms }))
}

/** The input that a move is, at `at`; null for time that passes, and for an acknowledgement that nobody waits for. */
export function inputOf(move: Move, session: Session, at: number): Input | null {
  switch (move.kind) {
    case 'fact': {
      const role = roleOf(move.fact)
      if (move.fact.startsWith('h:'))
        return { type: 'health', at, role, health: move.value === 'offline' ? 'offline' : 'online' }
      return { type: 'signal', at, role, signals: { [move.fact.slice(role.length + 3)]: move.value } }
    }
    case 'operator':
      return { type: 'operator', at, action: move.action, ...(move.node === undefined ? {} : { node: move.node }) }
    case 'override':
      return { type: 'override', at, node: move.node }
    case 'event':
      return { type: 'event', at, name: move.name, data: move.data }
    case 'ack': {
      const pending = session.pending.find((p) => p.step === move.step)
      return pending === undefined ? null : { type: 'ack', at, command: pending.id, outcome: move.outcome }
    }
    case 'wait':
      return null
  }
}

/** The core itself takes the move: analysis and play cannot disagree. */
export function take(compiled: Compiled, session: Session, move: Move): Stepped {
  if (move.kind === 'wait') {
    const to = session.at + move.ms
    const { session: later, records } = advance(compiled, session, to)
    return { session: later.endedAt === null && later.at < to ? { ...later, at: to } : later, records }
  }
  const input = inputOf(move, session, session.at)
  return input === null ? { session, records: [] } : step(compiled, session, input)
}
