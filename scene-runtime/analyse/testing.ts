import fc from 'fast-check'
import { compile } from '#scene-graph/compile/compile.ts'
import { languageOf } from '#scene-graph/compile/language.ts'
import { WAKE } from '#scene-graph/compile/names.ts'
import { signalsIn } from '#scene-graph/compile/signals.ts'
import { canonicalJson } from '#scene-graph/hash.ts'
import type { SceneGraph } from '#scene-graph/parse.ts'
import { buildGraph, signalIs } from '#scene-graph/testing/build.ts'
import { validate } from '#scene-graph/validate/validate.ts'
import { leaves } from '../core/active.ts'
import type { Input, Session, Stepped, StepRecord } from '../core/session.ts'
import { start } from '../core/start.ts'
import { advance, nextDue, step } from '../core/step.ts'
import { viewOf } from '../core/view.ts'
import { alphabetOf, payloadsOf } from './alphabet.ts'

/** What an exhaustive search finds: no regions, no classes of values, every input at every state. */
export type Truth = {
  readonly states: ReadonlyMap<string, { session: Session; out: { to: string; press: boolean }[] }>
  readonly keyOf: (session: Session) => string
  readonly trapped: ReadonlySet<string>
  /** The fewest presses to an end; infinite where there is no way. */
  readonly presses: number
}

/** The game master overrides; that the dead device goes offline is heard at any time. */
type More = { readonly overrides?: true; readonly news?: true }

/** Everything that a game can come to, tried out; null where that is more than `most` states, or never rests. */
export function bruteForce(graph: SceneGraph, most: number, dead?: string, more: More = {}): Truth | null {
  const compiled = compile(graph)
  const alphabet = alphabetOf(compiled)
  const looked = new Set([
    ...compiled.signals,
    ...signalsIn(graph.invariants, languageOf(graph, compiled.plan.variables), new Set()),
  ])
  const roles = new Map<string, string>()
  const asked = [...alphabet.keys()].flatMap((fact) => (fact.startsWith('p:') ? [fact.slice(2)] : []))
  const payloads = payloadsOf(alphabet, asked, 64)
  const actions = [
    ...new Set(
      graph.edges.flatMap((e) => (e.trigger.type === 'operator' ? [e.trigger.action] : [])).concat('continue'),
    ),
  ]
  const keyOf = (session: Session): string => {
    // When a checkpoint was passed matters to whoever jumps there, and nobody does here.
    const { now, active, held, signals, variables, passed, ...context } = session.machine.context
    const since = Object.entries(held).map(([k, s]) => {
      const long = session.timers.find((t) => t.id === k)
      return [k, s === null ? null : long === undefined ? 'enough' : session.at - s]
    })
    // Counters here are compared with 3 at most and only count up.
    const capped = Object.entries(variables).map(([k, v]) => [k, typeof v === 'number' ? Math.min(v, 5) : v])
    if (session.endedAt !== null) return `ended ${session.outcome} ${canonicalJson(session.machine.value)}`
    return canonicalJson({
      value: session.machine.value,
      history: session.machine.history,
      signals,
      context,
      since,
      capped,
      timers: session.timers.filter((t) => t.event !== WAKE).map((t) => [t.id, t.due - session.at]),
      pending: session.pending.map((p) => p.step),
    })
  }
  const inputs = (session: Session): { input: Input; press: boolean }[] => {
    const { at } = session
    const result: { input: Input; press: boolean }[] = []
    for (const [fact, values] of alphabet)
      for (const value of fact.startsWith('p:') ? [] : values) {
        const [role = '', name = ''] = fact.slice(2).split('.')
        const news = more.news === true && fact.startsWith('h:') && value === 'offline'
        if (role === dead && !news) continue
        if (fact.startsWith('h:')) {
          if (/"type":"(device|health)"/.test(canonicalJson(graph)))
            result.push({ input: { type: 'health', at, role, health: value as 'online' }, press: false })
        } else if (looked.has(fact.slice(2)))
          result.push({ input: { type: 'signal', at, role, signals: { [name]: value } }, press: false })
      }
    const { operator: buttons, offers } = viewOf(compiled, session)
    if (more.overrides === true)
      for (const { node, ways } of offers)
        if (ways.includes('override')) result.push({ input: { type: 'override', at, node }, press: true })
    for (const { action, node } of buttons) result.push({ input: { type: 'operator', at, action, node }, press: true })
    for (const action of actions)
      if (buttons.filter((b) => b.action === action).length > 1)
        result.push({ input: { type: 'operator', at, action }, press: true })
    for (const { id } of session.pending)
      if (roles.get(id) !== dead || dead === undefined)
        for (const outcome of ['applied', 'rejected'])
          result.push({ input: { type: 'ack', at, command: id, outcome }, press: false })
    for (const edge of graph.edges)
      if (edge.trigger.type === 'event')
        for (const data of payloads)
          result.push({ input: { type: 'event', at, name: edge.trigger.name, data }, press: false })
    return result
  }
  const states = new Map<string, { session: Session; out: { to: string; press: boolean }[] }>()
  const queue: string[] = []
  const arrive = (session: Session): string => {
    const key = keyOf(session)
    if (!states.has(key)) {
      states.set(key, { session, out: [] })
      queue.push(key)
    }
    return key
  }
  const health = dead === undefined || more.news === true ? {} : { [dead]: 'offline' as const }
  const first = settled(() => start(compiled, { sessionId: 'sim', seed: 1, at: 0, known: { signals: {}, health } }))
  if (first === null) return null
  const note = (records: readonly StepRecord[]): void => {
    for (const { effects } of records) for (const e of effects) if (e.type === 'command') roles.set(e.id, e.role)
  }
  note(first.records)
  let restless = false
  const begin = arrive(first.session)
  for (let key = queue.shift(); key !== undefined; key = queue.shift()) {
    const state = states.get(key)
    if (state === undefined || state.session.endedAt !== null) continue
    if (states.size > most || restless) return null
    const { session } = state
    const due = nextDue(session)
    const go = (work: () => Stepped, press: boolean): void => {
      const stepped = settled(work)
      if (stepped === null) {
        restless = true
        return
      }
      note(stepped.records)
      state.out.push({ to: arrive(stepped.session), press })
    }
    for (const { input, press } of inputs(session)) go(() => step(compiled, session, input), press)
    if (due !== null) go(() => advance(compiled, session, Math.max(due, session.at)), false)
  }
  return restless ? null : { states, keyOf, trapped: trappedOf(states), presses: pressesOf(states, begin) }
}

/** A move that never comes to rest leads nowhere. */
export function settled<T>(work: () => T): T | null {
  try {
    return work()
  } catch (error) {
    if (/never comes to rest/.test(String(error))) return null
    throw error
  }
}

function trappedOf(states: Truth['states']): Set<string> {
  const trapped = new Set([...states].filter(([, s]) => s.session.endedAt === null).map(([key]) => key))
  for (let changed = true; changed; ) {
    changed = false
    for (const key of trapped)
      if (states.get(key)?.out.some(({ to }) => !trapped.has(to)) === true) {
        trapped.delete(key)
        changed = true
      }
  }
  return trapped
}

function pressesOf(states: Truth['states'], begin: string): number {
  let frontier = [begin]
  const seen = new Set<string>()
  for (let price = 0; frontier.length > 0; price++) {
    const later: string[] = []
    for (let key = frontier.pop(); key !== undefined; key = frontier.pop()) {
      if (seen.has(key)) continue
      seen.add(key)
      const state = states.get(key)
      if (state?.session.endedAt !== null && state !== undefined) return price
      for (const { to, press } of state?.out ?? []) (press ? later : frontier).push(to)
    }
    frontier = later
  }
  return Number.POSITIVE_INFINITY
}

export const leavesOf = (graph: SceneGraph, session: Session): readonly string[] =>
  leaves(compile(graph), session.machine)

const edge = fc.record({
  from: fc.nat(3),
  to: fc.option(fc.nat(4), { nil: null, freq: 6 }),
  trigger: fc.nat(11),
  guard: fc.option(fc.nat(5), { nil: null, freq: 2 }),
  action: fc.option(fc.nat(4), { nil: null, freq: 2 }),
  /** Now and then a region uses what is another's. */
  other: fc.nat(5),
})

const region = fc.record({
  kinds: fc.array(fc.constantFrom('state', 'state', 'state', 'cue', 'delay', 'gate', 'decision'), {
    minLength: 1,
    maxLength: 2,
  }),
  edges: fc.array(edge, { minLength: 2, maxLength: 4 }),
})

/** Small scenes of a few regions that mostly mind their own business, with something around them. */
export const regionsGraph: fc.Arbitrary<SceneGraph> = fc
  .record({
    regions: fc.array(region, { minLength: 1, maxLength: 3 }),
    around: fc.record({ intro: fc.nat(3), escape: fc.nat(9), back: fc.nat(5), never: fc.nat(5) }),
  })
  .map(({ regions, around }) => assemble(regions, around))
  .filter((graph) => validate(graph).every((f) => f.severity !== 'error'))

type Edge = typeof edge extends fc.Arbitrary<infer T> ? T : never
type Region = typeof region extends fc.Arbitrary<infer T> ? T : never

function assemble(regions: readonly Region[], around: { intro: number; escape: number; back: number; never: number }) {
  const nodes: { id: string; type: string; parentId?: string; data?: Record<string, unknown> }[] = [
    { id: 'p', type: 'parallel' },
    { id: 'won', type: 'end', data: { outcome: 'solved' } },
    { id: 'pit', type: 'state' },
  ]
  const edges: Record<string, unknown>[] = [{ id: 'p-done', source: 'p', target: 'won' }]
  if (around.intro > 0) {
    nodes.unshift({ id: 'intro', type: 'state' })
    const trigger =
      around.intro === 1
        ? { type: 'signal', role: 'r0', signal: 'on', match: true }
        : around.intro === 2
          ? { type: 'operator', action: 'begin' }
          : { type: 'after', duration: 100 }
    edges.push({ id: 'go-in', source: 'intro', target: 'p', trigger })
  }
  const escapes: Record<string, unknown>[] = [
    { target: 'won', trigger: { type: 'operator', action: 'skip' } },
    { target: 'pit', trigger: { type: 'after', duration: 250 } },
    { target: 'won', trigger: { type: 'signal', role: 'r0', signal: 'on', match: false } },
    { target: 'pit', trigger: { type: 'event', name: 'alarm' } },
    { target: null, trigger: { type: 'operator', action: 'go0' } },
    { target: 'won', trigger: { type: 'event', name: 'alarm' } },
  ]
  const wayOut = escapes[around.escape]
  if (wayOut !== undefined) edges.push({ id: 'escape', source: 'p', order: 1, ...wayOut })
  if (around.back === 0)
    edges.push({ id: 'again', source: 'pit', target: 'p', trigger: { type: 'event', name: 'again' } })
  regions.forEach((r, i) => {
    nodes.push({ id: `g${i}`, type: 'group', parentId: 'p' })
    r.kinds.forEach((type, k) => {
      const data =
        type === 'delay'
          ? { duration: 100 }
          : type === 'gate'
            ? { action: `open${i}` }
            : type === 'cue'
              ? {
                  steps: [{ action: { type: 'command', role: `r${i}`, command: 'fire' }, wait: 'acknowledged' }],
                  retries: k % 2,
                }
              : {}
      nodes.push({ id: `g${i}n${k}`, type, parentId: `g${i}`, data })
    })
    nodes.push({ id: `g${i}end`, type: 'end', parentId: `g${i}` })
    r.edges.forEach((e, k) => {
      const source = nodes.find((n) => n.id === `g${i}n${e.from % r.kinds.length}`)
      if (source === undefined) return
      const owner = e.other === 5 ? (i + 1) % regions.length : i
      edges.push({
        id: `g${i}e${k}`,
        source: source.id,
        order: k,
        target: e.to === null ? null : e.to >= r.kinds.length ? `g${i}end` : `g${i}n${e.to}`,
        trigger: triggerOf(e, source.type, owner),
        sourcePort: source.type === 'decision' && e.guard === null ? 'else' : 'done',
        guard: e.guard === null ? null : guardOf(e.guard, owner, regions.length),
        actions: e.action === null ? [] : [actionOf(e.action, owner)],
      })
    })
  })
  const never: Record<string, unknown>[] = [
    { type: 'active', node: 'g0end' },
    { type: 'all', of: [{ type: 'active', node: 'g0n0' }, signalIs('r0', 'level', 2)] },
    { type: 'compare', left: { type: 'variable', name: 'v0' }, op: '≥', right: 2 },
    {
      type: 'all',
      of: [
        { type: 'active', node: 'g0n0' },
        { type: 'active', node: `g${regions.length - 1}end` },
      ],
    },
    { type: 'active', node: 'pit' },
  ]
  const invariant = never[around.never]
  return buildGraph({
    roles: Object.fromEntries(regions.map((_, i) => [`r${i}`, ROLE])),
    variables: Object.fromEntries(regions.map((_, i) => [`v${i}`, { type: 'number' as const, initial: 0 }])),
    nodes,
    edges: edges as never,
    invariants: invariant === undefined ? [] : ([{ id: 'inv', name: 'never so', never: invariant }] as never),
  })
}

const ROLE = {
  signals: { on: 'boolean' as const, level: 'number' as const, hit: { type: 'number' as const, momentary: true } },
  commands: { fire: {} },
}

const above = (i: number, value: number) => ({
  type: 'compare' as const,
  left: { type: 'signal' as const, role: `r${i}`, signal: 'level' },
  op: '>' as const,
  right: value,
})

function triggerOf({ trigger }: Edge, source: string, i: number): Record<string, unknown> {
  if (source === 'decision') return { type: 'done' }
  if (trigger < 3 && source !== 'state') return { type: 'done' }
  if (trigger < 4) return { type: 'signal', role: `r${i}`, signal: 'on', match: true }
  if (trigger === 4) return { type: 'signal', role: `r${i}`, signal: 'hit' }
  if (trigger === 5) return { type: 'condition', condition: above(i, 1) }
  if (trigger === 6) return { type: 'condition', condition: { type: 'held', of: above(i, 1), for: 100 } }
  if (trigger === 7) return { type: 'after', duration: 200 }
  if (trigger === 8) return { type: 'operator', action: `go${i}` }
  if (trigger === 9) return { type: 'device', role: `r${i}`, health: 'offline' }
  if (trigger === 10)
    return { type: 'signal', role: `r${i}`, signal: 'level', match: { op: '>', value: 1 }, on: 'report' }
  return { type: 'event', name: `bell${i}` }
}

function guardOf(n: number, i: number, regions: number): Record<string, unknown> {
  if (n === 0) return { type: 'compare', left: { type: 'variable', name: `v${i}` }, op: '≥', right: 1 }
  if (n === 1) return { type: 'not', of: signalIs(`r${i}`, 'on', true) }
  if (n === 2) return { type: 'compare', left: { type: 'health', role: `r${i}` }, op: '=', right: 'online' }
  if (n === 3) return above(i, 1)
  if (n === 5) return { type: 'compare', left: { type: 'payload', key: 'far' }, op: '≥', right: 2 }
  return { type: 'not', of: { type: 'active', node: `g${(i + (regions > 1 ? 1 : 0)) % regions}end` } }
}

function actionOf(n: number, i: number): Record<string, unknown> {
  if (n === 0) return { type: 'command', role: `r${i}`, command: 'fire' }
  if (n === 1) return { type: 'set', variable: `v${i}`, to: 1, mode: 'add' }
  if (n === 2) return { type: 'set', variable: `v${i}`, to: 0 }
  if (n === 4) return { type: 'set', variable: `v${i}`, to: { type: 'payload', key: 'far' } }
  return { type: 'notify', message: 'noted' }
}
