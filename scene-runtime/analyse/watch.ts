import type { Compiled } from '#scene-graph/compile/compile.ts'
import { languageOf } from '#scene-graph/compile/language.ts'
import { type PlannedNode, visible } from '#scene-graph/compile/plan.ts'
import { type ClockRead, compileCondition } from '#scene-graph/conditions/compile-condition.ts'
import type { ExpressionText, Scalar } from '#scene-graph/schema/values.ts'
import {
  addTo,
  type ExpressionUses,
  type Fact,
  gather,
  healthFact,
  type Looks,
  noLooks,
  type Reader,
  signalFact,
} from './looks.ts'

/** What each node of a scene looks at, and what it may come to look at later. */
export type Watch = {
  readonly compiled: Compiled
  /** Of a node that people see: its edges, its own actions and the states that it is made of. */
  readonly of: (node: string) => Looks
  /** Of a node or a part of one alone. */
  readonly own: (id: string) => Looks
  /** Values that move with time, by the node or part whose edges compare them. */
  readonly clocks: ReadonlyMap<string, readonly ClockRead[]>
  /** What invariants look at is looked at always. */
  readonly always: Looks
  /** What anything asks of what an event brought along; whoever asks may do so long after. */
  readonly payloads: readonly string[]
  /** Facts and variables that a node, or anything that can follow it, reads. */
  readonly later: (node: string) => { readonly facts: ReadonlySet<Fact>; readonly variables: ReadonlySet<string> }
}

/** What the parts of a compiled scene are made of, as far as it has a meaning. */
export function meaningOf({ edges, entry, exit, lowering }: PlannedNode): unknown[] {
  const own: unknown[] = [edges, entry, exit]
  if (lowering.kind === 'steps') own.push(lowering.steps)
  else if (lowering.kind === 'timed') own.push(lowering.duration)
  else if (lowering.kind === 'built') own.push(lowering.progress)
  return own
}

const usesOf = new WeakMap<Compiled, ExpressionUses>()

/** What expressions of a scene use. */
export function expressionUses(compiled: Compiled): ExpressionUses {
  const known = usesOf.get(compiled)
  if (known !== undefined) return known
  const language = languageOf(compiled.graph, compiled.plan.variables)
  const made: ExpressionUses = (source) => {
    const text = source as ExpressionText
    const { variables, signals, health, clock } = language.expression(text).uses
    const role = (inside: string): string => text.names?.roles[inside] ?? inside
    return {
      variables: variables.map((name) => (text.names?.prefix ?? '') + name),
      facts: [...signals.map((s) => signalFact(role(s.role), s.signal)), ...health.map((r) => healthFact(role(r)))],
      clock,
    }
  }
  usesOf.set(compiled, made)
  return made
}

export function watch(compiled: Compiled): Watch {
  const uses = expressionUses(compiled)
  const own = new Map<string, Looks>()
  const whole = new Map<string, Looks>()
  for (const [id, planned] of compiled.plan.nodes) {
    const looks = noLooks()
    gather(compiled, meaningOf(planned), uses, looks)
    own.set(id, looks)
    const seen = visible(planned).node.id
    const sum = whole.get(seen) ?? noLooks()
    addTo(sum, looks)
    whole.set(seen, sum)
  }
  const always = noLooks()
  gather(
    compiled,
    compiled.graph.invariants.map((i) => i.never),
    uses,
    always,
  )
  const of = (node: string): Looks => whole.get(node) ?? NONE
  return {
    compiled,
    of,
    own: (id) => own.get(id) ?? NONE,
    clocks: clocksOf(compiled),
    always,
    payloads: [...new Set([always, ...own.values()].flatMap((looks) => [...looks.payloads]))].sort(),
    later: laterOf(compiled, of, always),
  }
}

const NONE = noLooks()

/** Also those in guards: nothing happens by itself when they turn, but what is pressed then does something else. */
function clocksOf({ plan, logic }: Compiled): Map<string, ClockRead[]> {
  const clocks = new Map<string, ClockRead[]>()
  for (const [id, { edges }] of plan.nodes) {
    const own = edges.flatMap(({ guard, trigger }) => {
      const conditions = [
        ...(guard === null ? [] : [guard]),
        ...(trigger.type === 'condition' ? [trigger.condition] : []),
      ]
      return conditions.flatMap((condition) => compileCondition(condition, '', logic.language).clocks)
    })
    if (own.length > 0) clocks.set(id, own)
  }
  return clocks
}

type Later = { facts: Set<Fact>; variables: Set<string> }

/** Over-estimates: every edge can be taken, every child entered, every parent's edges still come. */
function laterOf(compiled: Compiled, of: Watch['of'], always: Looks): Watch['later'] {
  const { nodes } = compiled.plan
  const known = new Map<string, Later>()
  return (node) => {
    const found = known.get(node)
    if (found !== undefined) return found
    const seen = new Set<string>([node])
    const queue = [node]
    const later: Later = { facts: new Set(), variables: new Set(always.reads) }
    for (const { fact } of always.readers) later.facts.add(fact)
    for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
      const planned = nodes.get(id)
      if (planned === undefined) continue
      const looks = of(id)
      for (const { fact } of looks.readers) later.facts.add(fact)
      for (const name of looks.reads) later.variables.add(name)
      const next = [
        ...planned.children.map((c) => c.node.id),
        ...planned.edges.flatMap((e) => [e.target ?? [], e.alsoTargets].flat()),
        ...(planned.otherwise === null ? [] : [planned.otherwise]),
        ...(planned.parent === null ? [] : [planned.parent.node.id]),
      ]
      for (const id of next)
        if (!seen.has(id)) {
          seen.add(id)
          queue.push(id)
        }
    }
    known.set(node, later)
    return later
  }
}

/** Tells values of a fact apart as far as these readers do. */
export function classOf(readers: readonly Reader[], value: Scalar): string {
  let text = ''
  for (const { test } of readers) {
    if (test === null) return `=${JSON.stringify(value)}`
    text += test(value) ? '1' : '0'
  }
  return text
}
