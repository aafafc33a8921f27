import type { Compiled } from '#scene-graph/compile/compile.ts'
import { atTime } from '#scene-graph/compile/context.ts'
import { ANY_SIGNAL } from '#scene-graph/compile/listens.ts'
import { nodeOfState, stateKey } from '#scene-graph/compile/names.ts'
import type { Scalar } from '#scene-graph/schema/values.ts'
import { snapshotOf } from './configuration.ts'
import { configuration, withContext } from './machine.ts'
import type { Configuration } from './memory.ts'
import type { Session } from './session.ts'
import { nextDue } from './timers.ts'

/*
 * RT5: what an input is that nobody waits for. A thousand chattering sensors must not slow a game down, and yet what
 * they said last must be known when somebody asks.
 */

/**
 * What a report of a signal (`role.signal`) at `at` is to a session: `none` when nothing in the scene looks at it; `step`
 * when it may move something, or be shown to somebody, where the session stands; else it is enough to `note` it before
 * the next step.
 */
export function interest(compiled: Compiled, session: Session, key: string, at: number): 'none' | 'note' | 'step' {
  if (!compiled.signals.has(key)) return 'none'
  if (session.status !== 'running') return 'step'
  const due = nextDue(session)
  if (due !== null && due <= at) return 'step'
  return hears(configuration(compiled, session.machine), key) ? 'step' : 'note'
}

/** Values of signals that nobody waited for: the last of each (`role.signal`), how many reports they were, and until when. */
export type Noted = { readonly at: number; readonly count: number; readonly signals: Readonly<Record<string, Scalar>> }

/** The session after them: just as if each report had been a step at which nothing happened. */
export function note(session: Session, { at: told, count, signals }: Noted): Session {
  const at = Math.max(session.at, told)
  const { context } = session.machine
  const known = atTime(context, at, { ...context.signals, ...signals })
  return { ...session, at, seq: session.seq + count, machine: withContext(session.machine, known) }
}

type StateNode = ReturnType<typeof snapshotOf>['_nodes'][number]
type Part = NonNullable<Configuration['split']>['parts'][number]

/** Answers that were given for a configuration; scenes come back to the same ones. */
const answers = new WeakMap<Configuration, Map<string, boolean>>()
/** What the states of a region, around the regions, or of a whole configuration listen to. */
const ears = new WeakMap<object, ReadonlySet<string>>()

function hears(from: Configuration, key: string): boolean {
  let known = answers.get(from)
  if (known === undefined) {
    known = new Map()
    answers.set(from, known)
  }
  let answer = known.get(key)
  if (answer === undefined) {
    answer = ask(from, key)
    known.set(key, answer)
  }
  return answer
}

function ask(from: Configuration, key: string): boolean {
  const { split, compiled } = from
  if (split === null) return listens(earsOf(compiled, from, snapshotOf(from)._nodes), key)
  if (listens(earsOf(compiled, split.frame, split.frame.path), key)) return true
  return split.parts.some((part: Part) => listens(earsOf(compiled, part, part.states), key))
}

const listens = (heard: ReadonlySet<string>, key: string): boolean => heard.has(key) || heard.has(ANY_SIGNAL)

function earsOf(compiled: Compiled, of: object, states: readonly StateNode[]): ReadonlySet<string> {
  const known = ears.get(of)
  if (known !== undefined) return known
  const heard = new Set<string>()
  for (const { id } of states) {
    const node = nodeOfState(id)
    if (stateKey(node) === id) for (const key of compiled.listens.get(node) ?? []) heard.add(key)
  }
  ears.set(of, heard)
  return heard
}
