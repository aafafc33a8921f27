import { mkdir, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { projectRoot } from '#platform/local/project.ts'
import type { GraphNode, SceneGraph } from '#scene-graph/parse.ts'
import { parseDocument } from '#scene-graph/parse.ts'
import type { Edge } from '#scene-graph/schema/document.ts'
import { validate } from '#scene-graph/validate/validate.ts'
import { createValidator } from '#scene-graph/validate/validator.ts'

/**
 * npm run bench:validate. What the studio pays to judge a document after one edit (the design allows a frame, 16 ms, at a
 * thousand nodes), beside a validation of the whole from nothing.
 */
const { values: args } = parseArgs({
  options: {
    nodes: { type: 'string', default: '1000' },
    edges: { type: 'string', default: '2000' },
    edits: { type: 'string', default: '500' },
  },
})
const [NODES, EDGES, TIMES] = [Number(args.nodes), Number(args.edges), Number(args.edits)]

/** Mulberry32: the same edits in every run. */
function dice(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % below
  }
}

const role = (n: number): string => `r${n % 40}`
const PLAIN = ['state', 'state', 'state', 'cue', 'delay', 'gate', 'decision', 'wait', 'code', 'all-of', 'dial', 'hints']

function nodeOf(n: number, parent: string | null): object {
  const type = PLAIN[n % PLAIN.length] ?? 'state'
  const level = { type: 'signal', role: role(n), signal: 'level' }
  const above = { type: 'compare', left: level, op: '>', right: n % 7 }
  const command = { type: 'command', role: role(n), command: 'set', params: { level: 1 } }
  const data: Record<string, object> = {
    state: { entry: [command, { type: 'set', variable: `v${n % 50}`, to: 1, mode: 'add' }] },
    cue: { steps: [{ action: command, wait: 'acknowledged' }, { action: command }] },
    wait: {
      condition: { type: 'expression', cel: `${role(n)}.level > ${n % 9}.0 && v${n % 50} < 100` },
      limit: 60_000,
    },
    code: { signal: { type: 'signal', role: role(n), signal: 'code' }, codes: ['1234'], reports: 'keys', attempts: 3 },
    'all-of': { conditions: [{ condition: above }, { condition: { type: 'held', of: above, for: 500 } }] },
    dial: { dials: [{ signal: { role: role(n), signal: 'level' }, target: 5, tolerance: 1 }] },
    hints: { rungs: [{ after: 60_000, text: 'Look up.' }, { text: 'Look down.' }] },
  }
  return { id: `n${n}`, type, parentId: parent, data: { name: `Node ${n}`, ...data[type] } }
}

/** Groups of nine, some side by side; edges of all kinds inside a group and between groups. */
function document(): SceneGraph {
  const nodes: object[] = []
  const groups = Math.ceil(NODES / 10)
  for (let g = 0; g < groups; g++) {
    const outer = g % 5 === 4 ? `g${g - 1}` : null
    nodes.push({ id: `g${g}`, type: g % 5 === 3 ? 'parallel' : 'group', parentId: outer, data: { name: `Group ${g}` } })
    for (let i = 0; i < 9 && nodes.length < NODES; i++) nodes.push(nodeOf(g * 9 + i, `g${g}`))
  }
  const ids = nodes.map((node) => node as { id: string; type: string }).filter(({ type }) => type !== 'hints')
  const edges = Array.from({ length: EDGES }, (_, n) => {
    const source = ids[(n * 7) % ids.length]
    const target = ids[(n * 7 + 1 + (n % 5)) % ids.length]
    return {
      ...edgeOf(n),
      source: source?.id,
      target: target?.id,
      ...(source?.type === 'decision' ? { trigger: { type: 'done' } } : {}),
    }
  })
  const roles = Object.fromEntries(
    Array.from({ length: 40 }, (_, n) => [
      role(n),
      {
        signals: { level: 'number', code: { type: 'text', momentary: true }, on: 'boolean' },
        commands: { set: { params: { level: { type: 'number', min: 0, max: 9 } } } },
      },
    ]),
  )
  const variables = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`v${n}`, { type: 'number', initial: 0 }]))
  return parsed({ schemaVersion: 2, id: 'bench', kind: 'scene', name: 'Bench', roles, variables, nodes, edges })
}

function edgeOf(n: number): object {
  const compare = { type: 'compare', left: { type: 'variable', name: `v${n % 50}` }, op: '≤', right: n % 11 }
  const triggers = [
    { type: 'signal', role: role(n), signal: 'on', match: true },
    { type: 'condition', condition: { type: 'held', of: compare, for: 1_000 } },
    { type: 'after', duration: 1_000 + n },
    { type: 'operator', action: `action${n % 30}` },
    { type: 'event', name: `event.${n % 30}` },
    { type: 'condition', condition: { type: 'expression', cel: `${role(n)}.level > ${n % 5}.0` } },
  ]
  return {
    id: `e${n}`,
    trigger: triggers[n % triggers.length],
    guard: n % 3 === 0 ? compare : null,
    actions: n % 4 === 0 ? [{ type: 'command', role: role(n), command: 'set', params: { level: n % 10 } }] : [],
    order: n,
  }
}

function parsed(value: unknown): SceneGraph {
  const result = parseDocument(value)
  if (result.ok) return result.graph
  throw new Error(result.findings.map((f) => `${f.path}: ${f.message}`).join('\n'))
}

const SPARE = parsed({
  schemaVersion: 2,
  id: 's',
  kind: 'scene',
  name: 's',
  nodes: [],
  edges: Array.from({ length: 20 }, (_, n) => ({ ...edgeOf(n * 13 + 1), source: 'a', target: 'b' })),
}).edges

type Editing = (graph: SceneGraph, roll: (below: number) => number, n: number) => SceneGraph

const onNode =
  (change: (node: GraphNode, n: number) => GraphNode): Editing =>
  (graph, roll, n) => {
    const at = roll(graph.nodes.length)
    return { ...graph, nodes: graph.nodes.map((node, i) => (i === at ? change(node, n) : node)) }
  }
const onEdge =
  (change: (edge: Edge, n: number) => Edge): Editing =>
  (graph, roll, n) => {
    const at = roll(graph.edges.length)
    return { ...graph, edges: graph.edges.map((edge, i) => (i === at ? change(edge, n) : edge)) }
  }

const EDITS: Record<string, Editing> = {
  'move a node': onNode((node, n) => ({ ...node, view: { ...node.view, position: { x: n, y: n } } })),
  'rename a node': onNode((node, n) => ({ ...node, data: { ...node.data, name: `Name ${n}` } })),
  'change a guard': onEdge((edge, n) => ({ ...edge, guard: SPARE[n % SPARE.length]?.guard ?? null })),
  'add an edge': (graph, roll, n) => ({
    ...graph,
    edges: [
      ...graph.edges,
      {
        ...(SPARE[n % SPARE.length] as Edge),
        id: `new${n}`,
        order: 100_000 + n,
        source: graph.edges[roll(graph.edges.length)]?.source ?? '',
        target: graph.edges[roll(graph.edges.length)]?.target ?? '',
      },
    ],
  }),
  'remove an edge': (graph, roll) => {
    const at = roll(graph.edges.length)
    return { ...graph, edges: graph.edges.filter((_, i) => i !== at) }
  },
  'change a role': (graph, roll, n) => {
    const name = role(roll(40))
    const before = graph.roles[name]
    if (before === undefined) return graph
    return { ...graph, roles: { ...graph.roles, [name]: { ...before, description: `Description ${n}` } } }
  },
  'add a variable': (graph, _, n) => ({
    ...graph,
    variables: { ...graph.variables, [`added${n}`]: { type: 'number', initial: 0, visible: false } },
  }),
}

/** ms on the wall, and of the processor: on a busy machine only the second says what the work costs. */
type Cost = { wall: number; cpu: number }
type Row = { what: string; n: number; p50: number; p99: number; cpu50: number; cpu99: number }

function row(what: string, costs: readonly Cost[]): Row {
  const at = (of: keyof Cost, share: number): number => {
    const sorted = costs.map((cost) => cost[of]).toSorted((a, b) => a - b)
    return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
  }
  const [p50, p99] = [at('wall', 0.5), at('wall', 0.99)]
  return { what, n: costs.length, p50, p99, cpu50: at('cpu', 0.5), cpu99: at('cpu', 0.99) }
}

function timed(work: () => unknown): Cost {
  const before = process.cpuUsage()
  const from = performance.now()
  work()
  const wall = performance.now() - from
  const { user, system } = process.cpuUsage(before)
  return { wall, cpu: (user + system) / 1_000 }
}

const roll = dice(1)
let graph = document()
const findings = validate(graph)
// Copies, so that nothing that is remembered of a node or an edge helps.
const whole = Array.from({ length: 30 }, () => structuredClone(graph)).map((copy) => timed(() => validate(copy)))
const validator = createValidator()
const first = timed(() => validator.update(graph))
const times = new Map<string, Cost[]>(Object.keys(EDITS).map((name) => [name, []]))
const names = Object.keys(EDITS)
for (let n = 0; n < TIMES; n++) {
  const name = names[roll(names.length)] ?? ''
  graph = EDITS[name]?.(graph, roll, n) ?? graph
  times.get(name)?.push(timed(() => validator.update(graph)))
}
const rows = [
  row('whole, from nothing', whole),
  row('any edit', [...times.values()].flat()),
  ...[...times].map(([name, list]) => row(name, list)),
]
const { nodes, edges } = graph
process.stdout.write(
  `${nodes.length} nodes, ${edges.length} edges, ${findings.length} findings; first update ${first.wall.toFixed(1)} ms\n\n`,
)
process.stdout.write('what                        n    p50 ms    p99 ms   p50 cpu   p99 cpu\n')
for (const { what, n, ...costs } of rows) {
  const cells = [costs.p50, costs.p99, costs.cpu50, costs.cpu99].map((ms) => ms.toFixed(2).padStart(10))
  process.stdout.write(`${what.padEnd(24)}${String(n).padStart(5)}${cells.join('')}
`)
}
const same = JSON.stringify(validator.update(graph)) === JSON.stringify(validate(structuredClone(graph)))
if (!same) throw new Error('the findings after these edits are not those of a validation from nothing')
const results = path.join(projectRoot, 'bench/results')
await mkdir(results, { recursive: true })
const file = path.join(results, `validate-${new Date().toISOString().replaceAll(':', '-')}.json`)
const machine = { cpus: os.cpus().length, model: os.cpus()[0]?.model, node: process.version, load: os.loadavg() }
await writeFile(
  file,
  `${JSON.stringify({ machine, nodes: nodes.length, edges: edges.length, first, rows }, null, 2)}\n`,
)
process.stdout.write(`${path.relative(projectRoot, file)}\n`)
