import type { Compiled } from '#scene-graph/compile/compile.ts'
import type { Context } from '#scene-graph/compile/context.ts'
import { WAKE } from '#scene-graph/compile/names.ts'
import { canonicalJson } from '#scene-graph/hash.ts'
import type { Scalar } from '#scene-graph/schema/values.ts'
import type { Session } from '../core/session.ts'
import { counters } from './counters.ts'
import { lastKnown, type Situation } from './situation.ts'
import { classOf, type Watch } from './watch.ts'

/**
 * What a session's future depends on, as text: two sessions with the same text can do the same from now on. Times are
 * relative to now. Left out are numbers of steps, ids of effects, and values that nothing will go by: a fact that
 * nobody looks at may change without a trace, so all its values are one (only whether it was ever heard is kept).
 */
export function stateKeys(watch: Watch): (session: Session, situation: Situation) => string {
  const { compiled } = watch
  const counted = counters(compiled)
  const ages = agesOf(watch)
  return (session, situation) => {
    const { machine, at, timers, pending, outcome, endedAt } = session
    const { context } = machine
    if (endedAt !== null) return `ended ${outcome} ${situation.id}`
    let text = `${situation.id}`
    for (const [fact, readers] of situation.readers) {
      const value = lastKnown(context, fact)
      const remembers = readers.filter((r) => r.remembers)
      text += value === undefined ? ' ?' : ` ${classOf(remembers, value)}`
    }
    for (const fact of situation.later) text += lastKnown(context, fact) === undefined ? '?' : '.'
    for (const name of situation.variables) {
      const value = context.variables[name]
      if (value !== undefined) text += ` ${JSON.stringify(counted(name, value))}`
    }
    for (const { event, id, due, stoppedAt = at, send } of timers)
      if (event !== WAKE)
        text += ` ${id}@${due - stoppedAt}${stoppedAt === at ? '' : '!'}${send ? canonicalJson(send) : ''}`
    text += remembered(compiled, ages, context, at)
    text += ` ${Object.keys(context.latched).sort().join(',')}`
    for (const { step } of pending) text += ` ack ${step}`
    for (const [step, count] of Object.entries(context.attempts)) text += ` ${step}×${count}`
    if (Object.keys(machine.history).length > 0) text += canonicalJson(machine.history)
    for (const key of watch.payloads) text += ` ${JSON.stringify(context.payload[key] ?? null)}`
    if (situation.clock) text += ` ${at - context.startedAt}`
    return text
  }
}

/** What conditions remember, with times from now; what is long enough ago is no longer told apart. */
function remembered({ logic }: Compiled, ages: readonly Age[], context: Context, at: number): string {
  let text = ''
  for (const key of Object.keys(context.held).sort()) {
    const since = context.held[key] ?? null
    const memory = logic.observed.memoryByKey.get(key)
    const enough = memory?.kind === 'held' ? memory.milliseconds(context) : 0
    text += since === null ? ' -' : ` ${Math.min(at - since, enough)}`
  }
  for (const key of Object.keys(context.counts).sort()) {
    const { was, at: times } = context.counts[key] ?? { was: false, at: [] }
    const memory = logic.observed.memoryByKey.get(key)
    const window = memory?.kind === 'times' ? memory.milliseconds(context) : 0
    text += ` ${was} ${times.filter((t) => at - t <= window).map((t) => at - t)}`
  }
  for (const key of Object.keys(context.bases).sort()) text += ` ${JSON.stringify(context.bases[key])}`
  // Since when a node has been active is asked for by its own conditions, or by others: as long as anything compares it.
  for (const [node, reach] of ages) {
    const since = context.active[node]
    if (since !== undefined) text += ` ${Math.min(at - since, reach(context))}`
  }
  return text
}

type Age = readonly [node: string, reach: (context: Context) => number]

/** Nodes whose age is compared with something, and the age past which it makes no difference. */
const agesOf = ({ clocks }: Watch): readonly Age[] =>
  [...clocks.values()].flatMap((reads) =>
    reads.flatMap(({ of, node, against }): Age[] =>
      of === 'elapsed'
        ? [[node, (context) => Math.max(0, ...against.map((read) => Number(read(context) ?? 0))) + 2]]
        : [],
    ),
  )

/** Values of variables that a session has, as far as anything goes by them. */
export const variablesOf = (session: Session, situation: Situation): [string, Scalar][] =>
  situation.variables.flatMap((name) => {
    const value = session.machine.context.variables[name]
    return value === undefined ? [] : [[name, value]]
  })
