import fc from 'fast-check'
import { parseDocument, type SceneGraph } from '../parse.ts'
import { validate } from '../validate/validate.ts'
import { onSignal, ROLES, signalIs } from './build.ts'

/**
 * Random valid scenes of the whole language: every node type, trigger, condition and action, nested, parallel and with a
 * contained puzzle that stands in several places. The smaller `randomGraph` is what other tools can hold as well.
 */
export const randomScene: fc.Arbitrary<SceneGraph> = fc
  .record({
    nodes: fc.array(fc.record({ type: fc.nat(999), parent: fc.nat(7), n: fc.nat(99), ms: fc.nat(4) }), {
      minLength: 3,
      maxLength: 10,
    }),
    edges: fc.array(
      fc.record({
        source: fc.nat(20),
        target: fc.option(fc.nat(20), { nil: null, freq: 8 }),
        trigger: fc.nat(99),
        guard: fc.option(fc.nat(99), { nil: null, freq: 2 }),
        action: fc.option(fc.nat(99), { nil: null }),
        ms: fc.nat(4),
      }),
      { minLength: 8, maxLength: 28 },
    ),
  })
  .map(({ nodes, edges }) => assemble(nodes, edges))
  .filter((graph) => validate(graph).every((f) => f.severity !== 'error'))

type RandomNode = { type: number; parent: number; n: number; ms: number }
type RandomEdge = {
  source: number
  target: number | null
  trigger: number
  guard: number | null
  action: number | null
  ms: number
}

const MS = [0, 100, 250, 300, 1000] as const
const ms = (n: number): number => MS[n % MS.length] ?? 0
const pick = <T>(list: readonly T[], n: number): T => list[n % list.length] as T

const TYPES = [
  ...['state', 'state', 'state', 'group', 'group', 'parallel', 'parallel', 'history', 'history', 'decision', 'end'],
  ...[
    'cue',
    'timeline',
    'delay',
    'timer',
    'wait',
    'gate',
    'checkpoint',
    'random',
    'loop',
    'graph',
    'graph',
    'hints',
    'hints',
  ],
  ...['all-of', 'any-of', 'n-of', 'sequence', 'code', 'hold', 'dial', 'tags', 'weight', 'switches', 'count', 'rhythm'],
] as const
const CONTAINERS = new Set<string>(['group', 'parallel', 'loop'])
const TRANSIENT = new Set<string>(['decision', 'checkpoint', 'random', 'history'])
const NOWHERE = new Set<string>(['hints'])

function assemble(randomNodes: readonly RandomNode[], randomEdges: readonly RandomEdge[]): SceneGraph {
  const types: string[] = randomNodes.map(({ type }) => pick(TYPES, type))
  const parentOf: (number | undefined)[] = []
  const nodesBefore = (i: number): number[] => Array.from({ length: i }, (_, j) => j)
  const nodes = randomNodes.map((random, i) => {
    const before = types.slice(0, i).flatMap((type, j) => (CONTAINERS.has(type) ? [j] : []))
    const parent = i === 0 ? undefined : before[random.parent % (before.length + 1)]
    const wanted = types[i] ?? 'state'
    // History lies in a container, beside something else; hints need something to help with.
    const first = !nodesBefore(i).some((j) => parentOf[j] === parent && types[j] !== 'history' && types[j] !== 'hints')
    const alone = parent === undefined || first
    const type = alone && (wanted === 'history' || wanted === 'hints') ? 'state' : wanted
    parentOf[i] = parent
    types[i] = type
    return { id: `n${i}`, type, parentId: parent === undefined ? null : `n${parent}`, data: dataOf(type, random, i) }
  })
  const places = nodes.filter((node) => !NOWHERE.has(node.type))
  const targets = places.length === 0 ? nodes : places
  const edges = randomEdges.flatMap((random, i) => {
    const source = pick(targets, random.source)
    // Where history leads the first time lies beside it.
    const near = source.type === 'history' ? besideOf(nodes, source) : targets
    const target = random.target === null || near.length === 0 ? null : pick(near, random.target)
    if (source.type === 'end' || (source.type === 'history' && target === null)) return []
    const transient = TRANSIENT.has(source.type)
    const trigger = transient ? { type: 'done' as const } : triggerOf(random, source.type)
    return [
      {
        id: `e${i}`,
        source: source.id,
        target: transient ? (target ?? pick(targets, 0)).id : (target?.id ?? null),
        trigger,
        guard: random.guard === null || source.type === 'history' ? null : conditionOf(random.guard, random.ms),
        actions: random.action === null ? [] : [actionOf(random.action, random.ms)],
        order: i,
        sourcePort: portOf(source.type, random),
      },
    ]
  })
  // What is left at once needs a way on whatever happens.
  const ways = nodes.flatMap(({ id, type }, i) => {
    const ports = type === 'random' ? ['a', 'b'] : type === 'checkpoint' || type === 'decision' ? ['done'] : []
    return ports.map((sourcePort, p) => ({
      id: `${id}-${sourcePort}`,
      source: id,
      target: pick(targets, i + p + 1).id,
      sourcePort,
      order: 900 + p,
    }))
  })
  // Plain data: what it may be is the schema's to say.
  const parsed = parseDocument({
    schemaVersion: 1,
    id: 'g',
    kind: 'scene',
    name: 'test',
    roles: ROLES,
    variables: {
      x: { type: 'number', initial: 0 },
      long: { type: 'duration', initial: 150 },
      flag: { type: 'boolean', initial: false },
    },
    nodes,
    edges: [...edges, ...ways],
    graphs: { 'inner@latest': INNER },
  })
  if (!parsed.ok) throw new Error(parsed.findings.map((f) => `${f.path}: ${f.message}`).join('\n'))
  return parsed.graph
}

type Placed = { id: string; type: string; parentId: string | null }

const besideOf = <T extends Placed>(nodes: readonly T[], { id, parentId }: Placed): T[] =>
  nodes.filter((n) => n.parentId === parentId && n.id !== id && n.type !== 'history' && !NOWHERE.has(n.type))

const level = (role: string) => ({ type: 'signal' as const, role, signal: 'level' })
const hit = (role: string) => onSignal(role, 'hit')
const x = { type: 'variable' as const, name: 'x' }

/** A puzzle with a variable, a role and a deadline of its own. */
const INNER = {
  schemaVersion: 1,
  id: 'inner',
  kind: 'puzzle',
  name: 'Inner',
  roles: { a: ROLES.a },
  variables: { x: { type: 'number', initial: 5 } },
  nodes: [
    { id: 'n0', type: 'state' },
    { id: 'n1', type: 'hold', data: { condition: signalIs('a', 'level', 2), for: 120 } },
    { id: 'won', type: 'end', data: { outcome: 'solved' } },
    { id: 'lost', type: 'end', data: { outcome: 'failed' } },
  ],
  edges: [
    {
      id: 'e0',
      source: 'n0',
      target: 'n1',
      trigger: hit('a'),
      actions: [{ type: 'set', variable: 'x', to: { type: 'expression', cel: 'x + a.level' } }],
    },
    { id: 'e1', source: 'n1', target: 'won', sourcePort: 'solved' },
    { id: 'e2', source: 'n1', target: 'lost', trigger: { type: 'after', duration: 700 }, order: 1 },
  ],
}

function dataOf(type: string, { n, ms: time }: RandomNode, place: number): Record<string, unknown> {
  const two = [
    { id: 'p', condition: conditionOf(n, time) },
    { id: 'q', condition: conditionOf(n + 7, time + 1) },
  ]
  const puzzle = {
    ...(n % 3 === 0 ? { limit: ms(time + 1), atLimit: n % 2 === 0 ? 'fail' : 'alert' } : {}),
    reset: n % 4 === 0 ? 'keep' : 'entry',
    ...(n % 5 === 0 ? { entry: [actionOf(n, time)], exit: [actionOf(n + 1, time)] } : {}),
  }
  switch (type) {
    case 'state':
    case 'group':
    case 'parallel':
      return { entry: n % 3 === 0 ? [actionOf(n, time)] : [], exit: n % 4 === 0 ? [actionOf(n + 2, time)] : [] }
    case 'history':
      return { deep: n % 2 === 0 }
    case 'end':
      return { outcome: n % 2 === 0 ? 'solved' : 'failed' }
    case 'delay':
    case 'timer':
      return {
        duration: n % 4 === 0 ? { type: 'variable', name: 'long' } : ms(time),
        timing: { frozen: n % 3 === 0 ? 'runs' : 'freezes', visible: n % 2 === 0 },
        ...(type === 'timer' ? { running: n % 3 !== 1 } : {}),
      }
    case 'cue':
      return {
        steps: [
          { action: { type: 'command', role: 'lock', command: 'release', ackWithin: 200 }, wait: 'acknowledged' },
          { action: actionOf(n, time), wait: n % 2 === 0 ? ms(time) : 'none' },
        ],
        retries: n % 3,
      }
    case 'timeline':
      return {
        items: [0, 1, 2].map((i) => ({ at: ms(time + i), action: actionOf(n + i, time) })),
        length: n % 2 === 0 ? 400 : null,
      }
    case 'wait':
      return { condition: conditionOf(n, time), ...(n % 2 === 0 ? { limit: ms(time + 1) } : {}) }
    case 'random':
      return {
        choices: [
          { id: 'a', weight: n },
          { id: 'b', weight: 3 },
        ],
      }
    case 'loop':
      return {
        count: 1 + (n % 3),
        until: n % 2 === 0 ? conditionOf(n, time) : null,
        leaveOn: n % 3 === 0 ? ['failed'] : [],
      }
    case 'graph':
      return { graph: 'inner', bindings: { a: n % 2 === 0 ? 'a' : 'b' } }
    case 'hints':
      return {
        to: n % 2 === 0 ? `n${Math.max(0, place - 1)}` : null,
        rungs: [{ after: ms(time), text: 'one' }, { text: 'two' }, { after: ms(time + 1), text: 'three' }],
      }
    case 'all-of':
    case 'any-of':
    case 'n-of':
      return { ...puzzle, conditions: two, hold: n % 2 === 0 ? 0 : 150, latch: n % 3 === 1 }
    case 'sequence':
      return {
        ...puzzle,
        steps: ['a', 'b', 'a'].map((role, i) => ({ signal: onSignal(role, 'hit', i) })),
        wrong: pick(['reset', 'ignore', 'penalty'], n),
        penalty: 200,
        ...(n % 2 === 0 ? { window: 300, attempts: 3 } : {}),
      }
    case 'code':
      return {
        ...puzzle,
        signal: hit('a'),
        codes: ['12', 3],
        reports: n % 3 === 0 ? 'code' : 'keys',
        ...(n % 2 === 0 ? { attempts: 2, lockOut: 250, whenOut: n % 4 === 0 ? 'fail' : 'lock' } : { enterKey: 0 }),
        ...(n % 5 === 0 ? { window: 300, clearKey: 3 } : {}),
      }
    case 'hold':
      return { ...puzzle, condition: conditionOf(n, time), for: ms(time) }
    case 'dial':
      return {
        ...puzzle,
        dials: [{ signal: { role: 'a', signal: 'level' }, target: 2, tolerance: 1 }],
        steady: ms(time),
        latch: n % 2 === 0,
      }
    case 'tags':
      return { ...puzzle, readers: [{ signal: { role: 'a', signal: 'level' }, tag: '2' }], latch: n % 2 === 0 }
    case 'weight':
      return { ...puzzle, scale: { role: 'b', signal: 'level' }, target: x, tolerance: 1, steady: ms(time) }
    case 'switches':
      return { ...puzzle, switches: [{ signal: { role: 'b', signal: 'level' }, value: 1 }], steady: ms(time) }
    case 'count':
      return { ...puzzle, signal: hit('b'), n: 2 + (n % 2), within: n % 2 === 0 ? 400 : null }
    case 'rhythm':
      return { ...puzzle, signal: hit('a'), intervals: [100, 200], tolerance: 60 }
    default:
      return {}
  }
}

function portOf(type: string, { action, trigger }: RandomEdge): string {
  const n = trigger + (action ?? 0)
  if (type === 'cue') return pick(['done', 'failed'], n)
  if (type === 'wait') return pick(['done', 'timeout'], n)
  if (type === 'random') return pick(['a', 'b'], n)
  if (type === 'decision') return pick(['done', 'else'], n)
  if (type === 'graph') return pick(['done', 'solved', 'skipped'], n)
  return PUZZLES.has(type) ? pick(['solved', 'failed'], n) : 'done'
}

const PUZZLES = new Set<string>(TYPES.slice(TYPES.indexOf('all-of')))

function conditionOf(n: number, time: number): Record<string, unknown> {
  const number = { type: 'compare', left: level('a'), op: pick(['>', '=', '≤'], n), right: 1 }
  switch (n % 16) {
    case 0:
      return { type: 'held', of: { type: 'compare', left: level('b'), op: '>', right: 0 }, for: ms(time) }
    case 1:
      return { type: 'times', of: hit('a'), n: 2, within: 400 }
    case 2:
      return { type: 'times', of: number, n: 2, within: { type: 'variable', name: 'long' } }
    case 3:
      return { type: 'changed', value: level('b'), by: 2, direction: pick(['any', 'up', 'down'], time) }
    case 4:
      return { type: 'compare', left: { type: 'elapsed', node: 'n0' }, op: '≥', right: ms(time) }
    case 5:
      return { type: 'active', node: pick(['n0', 'n1', 'n2'], time) }
    case 6:
      return { type: 'device', role: 'b', health: pick(['offline', 'online'], time) }
    case 7:
      return { type: 'expression', cel: 'x % 2.0 == 0.0 && a.level > 0' }
    case 8:
      return { type: 'between', value: level('a'), min: 1, max: x }
    case 9:
      return { type: 'in', value: level('b'), of: [1, 3] }
    case 10:
      return { type: 'within', value: level('a'), of: level('b'), tolerance: 1 }
    case 11:
      return { type: 'not', of: { type: 'held', of: number, for: 150 } }
    case 12:
      return { type: 'at-least', n: 1, of: [number, { type: 'device', role: 'a', health: 'offline' }] }
    case 13:
      return {
        type: 'any',
        of: [{ type: 'compare', left: { type: 'variable', name: 'flag' }, op: '=', right: true }, number],
      }
    case 14:
      return { type: 'compare', left: { type: 'payload', key: 'value' }, op: '=', right: 1 }
    default:
      return number
  }
}

function triggerOf({ trigger, ms: time }: RandomEdge, source: string): Record<string, unknown> {
  if (trigger < 35 && source !== 'state') return { type: 'done' }
  switch (trigger % 12) {
    case 0:
    case 1:
      return onSignal(pick(['a', 'b'], time), 'level')
    case 2:
      return hit('a')
    case 3:
      return { ...onSignal('b', 'level', 1), on: 'report' }
    case 4:
      return { type: 'after', duration: ms(time) }
    case 5:
      return { type: 'operator', action: 'go' }
    case 6:
      return { type: 'event', name: pick(['ping', 'ping.*', '*'], time) }
    case 7:
      return { type: 'device', role: 'b', health: pick(['offline', 'online'], time) }
    case 8:
      return { type: 'after', duration: { type: 'expression', cel: '100.0 + x' } }
    default:
      return { type: 'condition', condition: conditionOf(trigger, time) }
  }
}

function actionOf(n: number, time: number): Record<string, unknown> {
  switch (n % 14) {
    case 0:
    case 1:
      return { type: 'command', role: 'lock', command: pick(['release', 'lock'], n) }
    case 2:
      return { type: 'set', variable: 'x', to: 1, mode: 'add' }
    case 3:
      return { type: 'set', variable: 'flag', to: { type: 'expression', cel: '!flag' } }
    case 4:
      return { type: 'set', variable: 'long', to: { type: 'expression', cel: 'min(x * 50, 500)' } }
    case 5:
      return { type: 'notify', message: 'noted' }
    case 6:
      return { type: 'emit', event: 'ping', data: { value: level('a') }, to: 'self', delay: 50 + ms(time), id: 'later' }
    case 7:
      return { type: 'cancel', id: 'later' }
    case 8:
      return { type: 'timer', op: pick(['start', 'stop', 'add'], time), node: 'n1', by: 100 }
    case 9:
      return { type: 'emit', event: 'ping.room', data: { value: x }, to: 'room' }
    case 10:
      return { type: 'log', message: 'x is', value: x }
    case 11:
      return { type: 'media', source: 'bell.ogg', volume: 0.5 }
    case 12:
      return { type: 'emit', event: 'ping', to: 'self' }
    default:
      return { type: 'hint', text: 'look' }
  }
}
