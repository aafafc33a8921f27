import { mkdir, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { createMachine } from 'xstate'
import { projectRoot } from '#platform/local/project.ts'
import { compile } from '#scene-graph/compile/compile.ts'
import { parseDocument, type SceneGraph } from '#scene-graph/parse.ts'
import { validate } from '#scene-graph/validate/validate.ts'

/**
 * npm run bench:compile. What it costs to make a document ready to run: parsing, validating (which compiling does as
 * well) and compiling, the machine included, beside bare XState's `createMachine` of the configuration that comes out.
 */

const { values: args } = parseArgs({
  options: { nodes: { type: 'string', default: '1000,5000' }, runs: { type: 'string', default: '5' } },
})

/** A scene of about so many nodes: rooms one after the other, in each four puzzles side by side, each a ring of six. */
function document(size: number): unknown {
  const rooms = Array.from({ length: Math.round(size / 30) }, (_, n) => n)
  const puzzles = [0, 1, 2, 3]
  const places = [0, 1, 2, 3, 4, 5]
  const role = (n: number): string => `counter${n % 20}`
  const hit = (n: number) => ({ type: 'signal', role: role(n), signal: 'hit' })
  return {
    schemaVersion: 1,
    id: 'bench-compile',
    kind: 'scene',
    name: `About ${size} nodes`,
    roles: {
      lamp: { commands: { level: { params: { n: { type: 'number' } } } } },
      ...Object.fromEntries(
        Array.from({ length: 20 }, (_, n) => [role(n), { signals: { hit: { type: 'number', momentary: true } } }]),
      ),
    },
    variables: { score: { type: 'number', initial: 0 } },
    nodes: rooms.flatMap((r) => [
      { id: `room${r}`, type: 'parallel' },
      ...puzzles.flatMap((p) => [
        { id: `r${r}p${p}`, type: 'group', parentId: `room${r}` },
        ...places.map((n) => ({ id: `r${r}p${p}s${n}`, type: n === 5 ? 'end' : 'state', parentId: `r${r}p${p}` })),
      ]),
      { id: `rest${r}`, type: 'delay', data: { duration: 5_000 } },
    ]),
    edges: rooms.flatMap((r) => [
      ...puzzles.flatMap((p) =>
        places.slice(0, -1).map((n) => ({
          id: `e${r}-${p}-${n}`,
          source: `r${r}p${p}s${n}`,
          target: `r${r}p${p}s${n + 1}`,
          trigger: hit(r + p),
          guard: {
            type: 'compare',
            left: { type: 'signal', role: role(r + p), signal: 'hit' },
            op: '>',
            right: n,
          },
          actions: [
            { type: 'set', variable: 'score', to: 1, mode: 'add' },
            { type: 'command', role: 'lamp', command: 'level', params: { n } },
          ],
        })),
      ),
      { id: `solved${r}`, source: `room${r}`, target: `rest${r}` },
      {
        id: `skip${r}`,
        source: `room${r}`,
        target: `rest${r}`,
        trigger: { type: 'operator', action: 'skip' },
        order: 1,
      },
      { id: `next${r}`, source: `rest${r}`, target: `room${(r + 1) % rooms.length}` },
    ]),
  }
}

function parsed(value: unknown): SceneGraph {
  const result = parseDocument(value)
  if (result.ok) return result.graph
  throw new Error(result.findings.map((f) => `${f.path}: ${f.message}`).join('\n'))
}

type Row = { nodes: number; edges: number; what: string; first: number; p50: number }

function measure(size: number, runs: number): Row[] {
  const text = JSON.stringify(document(size))
  const graph = parsed(JSON.parse(text))
  const { config } = compile(graph)
  const work: Record<string, () => unknown> = {
    parse: () => parsed(JSON.parse(text)),
    validate: () => validate(graph),
    'compile, with validate': () => compile(graph).machine,
    'bare createMachine': () => createMachine(structuredClone(config) as Parameters<typeof createMachine>[0]),
  }
  return Object.entries(work).map(([what, make]) => {
    const times = Array.from({ length: runs }, () => {
      const from = performance.now()
      make()
      return performance.now() - from
    })
    const p50 = times.toSorted((a, b) => a - b)[Math.floor(runs / 2)] ?? 0
    return { nodes: graph.nodes.length, edges: graph.edges.length, what, first: times[0] ?? 0, p50 }
  })
}

const rows = args.nodes.split(',').flatMap((size) => measure(Number(size), Number(args.runs)))
process.stdout.write('nodes   edges  what                       p50 ms  first ms\n')
for (const { nodes, edges, what, p50, first } of rows)
  process.stdout.write(
    `${String(nodes).padEnd(8)}${String(edges).padEnd(7)}${what.padEnd(24)}${p50.toFixed(1).padStart(9)}${first.toFixed(1).padStart(10)}\n`,
  )
const results = path.join(projectRoot, 'bench/results')
await mkdir(results, { recursive: true })
const file = path.join(results, `compile-${new Date().toISOString().replaceAll(':', '-')}.json`)
const machine = { cpus: os.cpus().length, model: os.cpus()[0]?.model, node: process.version, load: os.loadavg() }
await writeFile(file, `${JSON.stringify({ machine, rows }, null, 2)}\n`)
process.stdout.write(`${path.relative(projectRoot, file)}\n`)
