import type { Compiled } from '#scene-graph/compile/compile.ts'
import { initialContext, signalKey } from '#scene-graph/compile/context.ts'
import { compileCondition } from '#scene-graph/conditions/compile-condition.ts'
import type { Language } from '#scene-graph/conditions/operands.ts'
import type { Condition } from '#scene-graph/schema/condition.ts'
import type { Scalar } from '#scene-graph/schema/values.ts'

/** A thing of the room that a scene can know: `s:role.signal` or `h:role` (its health). */
export type Fact = string

export const signalFact = (role: string, signal: string): Fact => `s:${signalKey(role, signal)}`
export const healthFact = (role: string): Fact => `h:${role}`
export const roleOf = (fact: Fact): string => (fact.startsWith('h:') ? fact.slice(2) : fact.slice(2, fact.indexOf('.')))

/** How something looks at a fact. */
export type Reader = {
  readonly fact: Fact
  /** Values that this says the same of are the same to it; null: each value is another. */
  readonly test: ((value: Scalar) => boolean) | null
  /** It notices reports, also those that say what it knows or would not mind. */
  readonly reports: boolean
  /** The last known value matters to what comes later. */
  readonly remembers: boolean
}

/** What a part of a scene reads, writes and answers to. */
export type Looks = {
  readonly readers: Reader[]
  readonly reads: Set<string>
  readonly writes: Set<string>
  readonly activeNodes: Set<string>
  readonly operators: Set<string>
  readonly listens: Set<string>
  readonly emits: Set<string>
  readonly commands: Set<string>
  /** Nodes whose age or countdown it asks for. */
  readonly ages: Set<string>
  /** What it asks of what an event brought along. */
  readonly payloads: Set<string>
  /** It asks how long the game has run. */
  clock: boolean
  /** Nodes whose countdown it starts, stops or changes. */
  readonly timers: Set<string>
  /** What it does depends on how long something lasted. */
  timed: boolean
}

export const noLooks = (): Looks => ({
  readers: [],
  reads: new Set(),
  writes: new Set(),
  activeNodes: new Set(),
  operators: new Set(),
  listens: new Set(),
  emits: new Set(),
  commands: new Set(),
  ages: new Set(),
  payloads: new Set(),
  clock: false,
  timers: new Set(),
  timed: false,
})

type Tree = Readonly<Record<string, unknown>>

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value)

/** What an expression's text uses, by the names that the whole scene has for it. */
export type ExpressionUses = (source: Tree) => {
  readonly variables: readonly string[]
  readonly facts: readonly Fact[]
  readonly clock: boolean
}

/** Comparisons whose truth is a matter of the values in them alone. */
const PLAIN = new Set(['compare', 'between', 'in', 'within'])
const DO_NOTHING = new Set(['command', 'notify', 'media', 'light', 'display', 'hint', 'log', 'scene'])
const TIMED = new Set(['held', 'times', 'after', 'elapsed', 'remaining', 'timer'])

/**
 * Walks a part of a compiled scene (edges, lowerings, conditions) and gathers what it looks at. Goes by the shape of
 * conditions, triggers, operands and actions, wherever they stand, so that node types need not be known here.
 */
export function gather(compiled: Compiled, part: unknown, uses: ExpressionUses, into: Looks): void {
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) {
      for (const item of value) walk(item)
      return
    }
    if (!isTree(value)) return
    const { type } = value
    if (typeof type === 'string') {
      if (TIMED.has(type)) into.timed = true
      if (PLAIN.has(type)) {
        const plain = plainReader(value, compiled.logic.language)
        if (plain !== null) {
          into.readers.push(plain)
          return
        }
      }
      if ((type === 'command' || type === 'light') && 'role' in value) into.commands.add(String(value.role))
      if (DO_NOTHING.has(type) && !('trigger' in value)) return
      visit(type, value)
    }
    for (const item of Object.values(value)) walk(item)
  }
  const visit = (type: string, value: Tree): void => {
    const text = (key: string): string => String(value[key])
    if (type === 'signal' && 'role' in value && 'signal' in value) {
      into.readers.push(
        'on' in value ? triggerReader(compiled, value) : exact(signalFact(text('role'), text('signal'))),
      )
    } else if (type === 'health' && 'role' in value) into.readers.push(exact(healthFact(text('role'))))
    else if (type === 'device' && 'role' in value)
      into.readers.push({ ...exact(healthFact(text('role'))), reports: true })
    else if (type === 'variable' && 'name' in value) into.reads.add(text('name'))
    else if (type === 'set') into.writes.add(text('variable'))
    else if (type === 'active') into.activeNodes.add(text('node'))
    else if (type === 'operator') into.operators.add(text('action'))
    else if (type === 'event') into.listens.add(text('name'))
    else if (type === 'emit') into.emits.add(text('event'))
    else if (type === 'timer' && 'op' in value) into.timers.add(text('node'))
    else if (type === 'elapsed' || type === 'remaining') into.ages.add(text('node'))
    else if (type === 'payload') into.payloads.add(text('key'))
    else if (type === 'expression') {
      const { variables, facts, clock } = uses(value)
      for (const name of variables) into.reads.add(name)
      for (const fact of facts) into.readers.push(exact(fact))
      if (clock) {
        into.timed = true
        into.clock = true
      }
    }
  }
  walk(part)
}

const exact = (fact: Fact): Reader => ({ fact, test: null, reports: false, remembers: true })

/** A comparison of one fact with constants. */
function plainReader(condition: Tree, language: Language): Reader | null {
  const facts = new Set<Fact>()
  let others = 0
  const operands = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(operands)
    else if (isTree(value)) {
      if (value.type === 'signal') facts.add(signalFact(String(value.role), String(value.signal)))
      else if (value.type === 'health') facts.add(healthFact(String(value.role)))
      else if (value.type !== 'constant') others += 1
    }
  }
  Object.values(condition).forEach(operands)
  const [fact] = facts
  if (fact === undefined || facts.size > 1 || others > 0) return null
  const { test } = compileCondition(condition as Condition, '', language)
  const key = fact.slice(2)
  const none = initialContext(0, 0, {})
  const holds = fact.startsWith('h:')
    ? (value: Scalar) => test({ ...none, health: { [key]: value === 'offline' ? 'offline' : 'online' } })
    : (value: Scalar) => test({ ...none, signals: { [key]: value } })
  return { fact, test: holds, reports: false, remembers: true }
}

function triggerReader(compiled: Compiled, trigger: Tree): Reader {
  const [role, signal] = [String(trigger.role), String(trigger.signal)]
  const fact = signalFact(role, signal)
  const momentary = compiled.graph.roles[role]?.signals[signal]?.momentary === true
  const { match } = trigger
  const matched =
    match === undefined
      ? { test: () => true }
      : isTree(match)
        ? plainReader(
            { type: 'compare', left: { type: 'signal', role, signal }, op: match.op, right: match.value },
            compiled.logic.language,
          )
        : null
  // A change is told from the value before, so that value matters; a momentary signal changes with every report.
  return { fact, test: matched?.test ?? null, reports: true, remembers: !momentary && trigger.on !== 'report' }
}

/** What both look at. */
export function addTo(sum: Looks, more: Looks): void {
  sum.readers.push(...more.readers)
  for (const key of SETS) for (const item of more[key]) sum[key].add(item)
  sum.timed ||= more.timed
  sum.clock ||= more.clock
}

const SETS = [
  'reads',
  'writes',
  'activeNodes',
  'operators',
  'listens',
  'emits',
  'commands',
  'ages',
  'payloads',
  'timers',
] as const
