import { describe, expect, it } from 'vitest'
import { parseDocument, type SceneGraph } from './parse.ts'
import { usedRoles } from './used-roles.ts'

function read(document: object): SceneGraph {
  const parsed = parseDocument({
    schemaVersion: 1,
    id: 'g',
    kind: 'scene',
    name: 'g',
    nodes: [],
    edges: [],
    ...document,
  })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.findings))
  return parsed.graph
}

it('counts the roles of nodes, guards, nested conditions and invariants, and not those that were only declared', () => {
  const signal = (role: string) => ({
    type: 'compare',
    left: { type: 'signal', role, signal: 'on' },
    op: '=',
    right: true,
  })
  const role = { signals: { on: 'boolean' }, commands: { go: {} } }
  const graph = read({
    roles: { entry: role, guard: role, deep: role, never: role, idle: role },
    nodes: [
      { id: 'a', type: 'state', data: { entry: [{ type: 'command', role: 'entry', command: 'go' }] } },
      { id: 'b', type: 'end', data: { outcome: 'solved' } },
    ],
    edges: [
      {
        id: 'e',
        source: 'a',
        target: 'b',
        trigger: { type: 'condition', condition: { type: 'not', of: { type: 'all', of: [signal('deep')] } } },
        guard: signal('guard'),
      },
    ],
    invariants: [{ id: 'i', name: 'never', never: signal('never') }],
  })
  expect(usedRoles(graph)).toEqual(['deep', 'entry', 'guard', 'never'])
})

it('finds roles in the text of expressions, also whether one is there', () => {
  const roles = { gauge: { signals: { psi: 'number' } }, pump: {}, idle: { signals: { psi: 'number' } } }
  const wait = (cel: string) => ({
    roles,
    nodes: [{ id: 'a', type: 'wait', data: { condition: { type: 'expression', cel } } }],
  })
  expect(usedRoles(read(wait('gauge.psi > 3 && online("pump")')))).toEqual(['gauge', 'pump'])
  expect(usedRoles(read(wait('gauge.psi > ')))).toEqual([])
})

describe('SG7 of a graph that contains others', () => {
  const signals = { on: 'boolean' }
  const listens = (role: string) => ({
    id: `on-${role}`,
    source: 'a',
    target: 'a',
    trigger: { type: 'signal', role, signal: 'on' },
  })
  const inner = (...used: string[]) => ({
    schemaVersion: 1,
    id: 'inner',
    kind: 'puzzle',
    name: 'Inner',
    roles: { x: { signals }, y: { signals }, z: { signals } },
    nodes: [{ id: 'a', type: 'state' }],
    edges: used.map(listens),
  })
  const node = (bindings: Record<string, string>, graph = 'inner') => ({
    id: `in-${graph}`,
    type: 'graph',
    data: { graph, bindings },
  })
  const outer = (bindings: Record<string, string>, graphs: Record<string, unknown>) =>
    read({ roles: { lamp: { signals }, door: { signals }, z: { signals } }, nodes: [node(bindings)], graphs })

  it('counts ours that it uses by our name for them, bound or of the same name', () => {
    const bindings = { x: 'lamp', y: 'door' }
    expect(usedRoles(outer(bindings, { 'inner@latest': inner('x', 'z') }))).toEqual(['lamp', 'z'])
    expect(usedRoles(outer(bindings, { 'inner@latest': inner() }))).toEqual([])
  })

  it('counts what is used further inside, through every node on the way', () => {
    const middle = { ...inner(), id: 'middle', name: 'Middle', nodes: [node({ x: 'y' })] }
    const graphs = { 'inner@latest': inner('x'), 'middle@latest': middle }
    const roles = { door: { signals }, lamp: { signals } }
    const graph = read({ roles, nodes: [node({ y: 'door', x: 'lamp' }, 'middle')], graphs })
    expect(usedRoles(graph)).toEqual(['door'])
  })

  it('counts all that it is given while it is not there', () =>
    expect(usedRoles(outer({ x: 'lamp', y: 'door' }, {}))).toEqual(['door', 'lamp']))

  it('comes to an end where a graph contains itself', () => {
    const self = { ...inner('x'), nodes: [{ id: 'a', type: 'state' }, node({ y: 'x' })] }
    expect(usedRoles(outer({ x: 'lamp' }, { 'inner@latest': self }))).toEqual(['lamp'])
  })
})
