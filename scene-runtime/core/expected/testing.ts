import { expect, it } from 'vitest'
import { compile } from '#scene-graph/compile/compile.ts'
import { parseDocument, type SceneGraph } from '#scene-graph/parse.ts'
import { validate } from '#scene-graph/validate/validate.ts'
import { simulate, type TraceLine } from '../simulate.ts'
import { simulationInput } from '../simulation-input.ts'

/**
 * Graphs, inputs and traces short enough to write hundreds of them. What is expected was written from
 * docs/scene-graph.md before anything was run.
 */
export type Part = Record<string, unknown>

/** `d` is told a text: what is done, and in which order, can be read off. */
export const S = (x: string): Part => ({ type: 'command', role: 'd', command: 'say', params: { x } })
export const n = (id: string, type: string, parentId: string | null = null, data: Part = {}): Part => ({
  ...{ id, type, parentId, data },
})
const told =
  (type: string) =>
  (id: string, parent: string | null = null, more: Part = {}): Part =>
    n(id, type, parent, { entry: [S(`+${id}`)], exit: [S(`-${id}`)], ...more })
/** Nodes that say when they are entered (`+id`) and left (`-id`). */
export const st = told('state')
export const gr = told('group')
export const pa = told('parallel')

export const cel = (text: string): Part => ({ type: 'expression', cel: text })
export const when = (condition: Part): Part => ({ type: 'condition', condition })
export const is = (path: string, op = '=', right: unknown = true): Part => ({
  type: 'compare',
  left: signalOf(path),
  op,
  right,
})
export const signalOf = (path: string): Part => {
  const [role, signal] = path.split('.')
  return { type: 'signal', role, signal }
}
export const held = (of: Part, ms: unknown): Part => ({ type: 'held', of, for: ms })
export const set = (variable: string, to: unknown, mode = 'set'): Part => ({ type: 'set', variable, to, mode })

/** `!action`, `@event`, `~ms`, `?expression`, `$role.signal`. */
function trigger(text: string): Part {
  const rest = text.slice(1)
  if (text.startsWith('!')) return { type: 'operator', action: rest }
  if (text.startsWith('@')) return { type: 'event', name: rest }
  if (text.startsWith('~')) return { type: 'after', duration: Number(rest) }
  if (text.startsWith('?')) return when(cel(rest))
  return signalOf(rest)
}

/** An edge; without a trigger it is one that follows from `done`. */
export const e = (source: string, target: string | null, on: string | Part | null = null, more: Part = {}): Part => ({
  source,
  target,
  ...(on === null ? {} : { trigger: typeof on === 'string' ? trigger(on) : on }),
  ...more,
})

export const ROLES: Part = {
  a: { signals: { on: 'boolean', level: 'number', text: 'text', hit: { type: 'number', momentary: true } } },
  b: { signals: { on: 'boolean', level: 'number', text: 'text', hit: { type: 'number', momentary: true } } },
  d: { commands: { say: { params: { x: { type: 'text' } } } } },
}

/** A document. Edges are tried in their order, and have their place as their id. */
export const document = (nodes: Part[], edges: Part[], more: Part = {}): Part => ({
  ...{ schemaVersion: 2, id: 'g', kind: 'scene', name: 'g', roles: ROLES, nodes },
  edges: edges.map((edge, i) => ({ id: `e${i}`, order: i, ...edge })),
  ...more,
})

export const G = (nodes: Part[], edges: Part[], more: Part = {}): SceneGraph => {
  const parsed = parseDocument(document(nodes, edges, more))
  if (parsed.ok) return parsed.graph
  throw new Error(parsed.findings.map((f) => `${f.path}: ${f.message}`).join('\n'))
}

export const op = (at: number, action: string, node?: string): Part => ({
  at,
  operator: { action, ...(node === undefined ? {} : { node }) },
})
export const ev = (at: number, name: string): Part => ({ at, event: { name } })
export const sig = (at: number, path: string, value: unknown): Part => {
  const [role, name] = path.split('.')
  return { at, signal: { role, name, value } }
}
export const health = (at: number, state: 'online' | 'offline'): Part => ({ at, device: { role: 'a', health: state } })
export const ack = (at: number, command: string, outcome = 'applied'): Part => ({ at, ack: { command, outcome } })
export const frozen = (at: number): Part => ({ at, freeze: true })
export const resumed = (at: number, inputs = 'apply'): Part => ({ at, freeze: false, inputs })
export const end = (at: number): Part => ({ at, end: true })

/** `at active | what was done {variables} =outcome`; `t`: a deadline, `R`: a restart, `L`: a reload. */
function lineText({ at, cause, active, commands, effects, variables, outcome }: TraceLine): string {
  const place = (id: unknown): number => Number(String(id).split('.').at(-1))
  const done = [
    ...commands.map(({ id, params }) => ({ at: place(id), says: String(params.x) })),
    ...effects.map(({ id, type, message }) => ({
      at: place(id),
      says: `<${[type, message].filter(Boolean).join(' ')}>`,
    })),
  ].sort((one, other) => one.at - other.at)
  const values = Object.entries(variables).map(([name, value]) => `${name}=${value}`)
  const kind = 'timer' in cause ? 't' : 'restart' in cause ? 'R' : 'reload' in cause ? 'L' : ''
  return [
    `${at}${kind}${'blocked' in cause ? ' blocked' : ''} ${active.join('+')}`,
    ...(done.length === 0 ? [] : [`| ${done.map(({ says }) => says).join(' ')}`]),
    ...(values.length === 0 ? [] : [`{${values.join(',')}}`]),
    ...(outcome === null ? [] : [`=${outcome}`]),
  ].join(' ')
}

/** The trace, a text a line; the last says why it ended early, if it did. */
export function show(
  graph: SceneGraph,
  inputs: readonly Part[],
  versions: Record<string, SceneGraph> = {},
  seed = 1,
): string[] {
  const lines: string[] = []
  const wrong = validate(graph).find((f) => f.severity === 'error')
  if (wrong !== undefined) return [`invalid: ${wrong.code}`]
  const compiled = new Map(Object.entries(versions).map(([name, version]) => [name, compile(version)]))
  const parsed = inputs.map((input) => simulationInput.parse(input))
  try {
    for (const line of simulate(compile(graph), parsed, { seed, versions: compiled })) lines.push(lineText(line))
  } catch (error) {
    lines.push(
      String(error)
        .replace(/^Error: /, '')
        .replace(/:.*/, ''),
    )
  }
  return lines
}

/** A document that is not even read. */
export function refused(read: () => string[]): string[] {
  try {
    return read()
  } catch {
    return ['refused']
  }
}

/** A test: this is what comes of it. */
export function T(name: string, play: () => readonly string[], expected: readonly string[]): void {
  it(name, () => expect(play()).toEqual(expected))
}
