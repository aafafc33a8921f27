import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { activeNodes, leaves } from '#scene-runtime/core/active.ts'
import { reload } from '#scene-runtime/core/reload.ts'
import { inputOf } from '#scene-runtime/core/simulate.ts'
import { start } from '#scene-runtime/core/start.ts'
import { step } from '#scene-runtime/core/step.ts'
import { randomInputs } from '#scene-runtime/core/testing.ts'
import { changeClass, sameMeaning } from './change-class.ts'
import { compile } from './compile/compile.ts'
import { meaningHash } from './hash.ts'
import { nodeDefinition } from './nodes/registry.ts'
import type { GraphNode, SceneGraph } from './parse.ts'
import { buildGraph } from './testing/build.ts'
import { randomGraph } from './testing/random-graph.ts'
import { validate } from './validate/validate.ts'

const base = buildGraph({
  nodes: [
    { id: 'g', type: 'group' },
    { id: 'a', type: 'state', parentId: 'g' },
    { id: 'b', type: 'state', parentId: 'g' },
    { id: 'both', type: 'parallel' },
    { id: 'l', type: 'state', parentId: 'both' },
    { id: 'r', type: 'state', parentId: 'both' },
    { id: 'top', type: 'state' },
    { id: 'note', type: 'note' },
  ],
  edges: [{ id: 'e', source: 'a', target: 'b', trigger: { type: 'event', name: 'x' } }],
})

const without = (id: string): SceneGraph => ({
  ...base,
  nodes: base.nodes.filter((n) => n.id !== id && n.parentId !== id),
  edges: base.edges.filter((e) => e.source !== id && e.target !== id),
})
const edited = (id: string, change: Partial<GraphNode>): SceneGraph => ({
  ...base,
  nodes: base.nodes.map((n) => (n.id === id ? { ...n, ...change } : n)),
})
const at = (...active: string[]) => [{ session: 's', active }]

describe('the class of a change', () => {
  it('cosmetic: where it lies, what it is called, notes', () => {
    const moved = edited('a', { view: { position: { x: 9, y: 9 } } })
    expect(changeClass(base, moved, at('a'))).toEqual({ class: 'cosmetic', reasons: [], touches: [] })
    expect(changeClass(base, without('note'), at('a')).class).toBe('cosmetic')
  })
  it('safe now: nobody stands in it; the games that do notice are named', () => {
    expect(changeClass(base, without('b'), at('top'))).toEqual({ class: 'safe-now', reasons: [], touches: [] })
    expect(changeClass(base, { ...base, edges: [] }, at('a')).touches).toEqual(['s'])
    expect(changeClass(base, without('b'), [])).toMatchObject({ class: 'safe-now' })
  })
  it('needs a mapping: somebody stands in what is gone', () => {
    const change = changeClass(base, without('a'), at('g', 'a'))
    expect(change).toMatchObject({ class: 'needs-mapping', touches: ['s'], reasons: [{ session: 's', node: 'a' }] })
    expect(changeClass(base, without('a'), at('a'), { a: 'b' })).toMatchObject({ class: 'safe-now', reasons: [] })
    expect(changeClass(base, without('top'), at('top')).class).toBe('needs-mapping')
  })
  it('next game only: two that were active side by side can no longer be', () => {
    const { type, data } = { type: 'group', data: nodeDefinition('group').fresh() as GraphNode['data'] }
    expect(changeClass(base, edited('both', { type, data }), at('l', 'r')).class).toBe('next-game-only')
  })
  it('an edit of one of 1,000 nodes is classified by what it touched', () => {
    const nodes = Array.from({ length: 1_000 }, (_, i) => ({ id: `n${i}`, type: 'state' }))
    const large = buildGraph({ nodes, edges: [] })
    const one = { ...large, nodes: large.nodes.map((n, i) => (i === 500 ? { ...n, parentId: 'n1' } : n)) }
    expect(changeClass(large, one, at('n7'))).toEqual({ class: 'safe-now', reasons: [], touches: [] })
  })
})

/** Removes nodes, moves them elsewhere, makes them another type, renames them, changes durations and orders. */
type Edit = { kind: number; node: number; other: number }
function apply(graph: SceneGraph, { kind, node, other }: Edit): SceneGraph {
  const target = graph.nodes[node % graph.nodes.length]
  const second = graph.nodes[other % graph.nodes.length]
  if (target === undefined || second === undefined) return graph
  const replaced = (by: GraphNode): SceneGraph => ({ ...graph, nodes: graph.nodes.map((n) => (n === target ? by : n)) })
  if (kind === 0) {
    const gone = new Set([target.id])
    for (const n of graph.nodes) if (n.parentId !== null && gone.has(n.parentId)) gone.add(n.id)
    return {
      ...graph,
      nodes: graph.nodes.filter((n) => !gone.has(n.id)),
      edges: graph.edges.filter((e) => !gone.has(e.source) && (e.target === null || !gone.has(e.target))),
    }
  }
  if (kind === 1) return replaced({ ...target, parentId: nodeDefinition(second.type).container ? second.id : null })
  if (kind === 2) {
    const type = ['state', 'group', 'parallel', 'gate'][other % 4] ?? 'state'
    return replaced({ ...target, type, data: nodeDefinition(type).fresh() as GraphNode['data'] })
  }
  if (kind === 3) return replaced({ ...target, data: { ...target.data, name: 'another' } })
  if (kind === 4) return replaced({ ...target, view: { position: { x: other, y: 1 } } })
  if (kind === 5) return { ...graph, nodes: [...graph.nodes.filter((n) => n !== target), target] }
  if (kind === 6) return replaced({ ...target, data: { ...target.data, whenRemoved: 'block' } })
  if (kind === 7 && target.type === 'cue') return replaced({ ...target, data: { ...target.data, steps: [] } })
  return { ...graph, edges: graph.edges.slice(1) }
}

const edits = fc.array(fc.record({ kind: fc.nat(8), node: fc.nat(13), other: fc.nat(13) }), {
  minLength: 1,
  maxLength: 3,
})

describe('as a reload would do it', { timeout: 60_000 }, () => {
  it('cosmetic exactly where the meaning is the same; safe now: nothing is blocked, begun anew or left', () => {
    const seen = new Map<string, number>()
    fc.assert(
      fc.property(randomGraph, randomInputs, edits, (graph, inputs, list) => {
        const after = list.reduce(apply, graph)
        if (validate(after).some((f) => f.severity === 'error')) return
        expect(sameMeaning(graph, after)).toBe(meaningHash(graph) === meaningHash(after))
        const [from, to] = [compile(graph), compile(after)]
        let session: ReturnType<typeof start>['session']
        try {
          session = start(from, { sessionId: 's', seed: 1, at: 0, known: { signals: {}, health: {} } }).session
          for (const line of inputs) {
            const input = inputOf(line)
            if (input !== null) session = step(from, session, input).session
          }
        } catch {
          return
        }
        if (session.status !== 'running') return
        const active = leaves(from, session.machine)
        const found = changeClass(graph, after, [{ session: 's', active }])
        seen.set(found.class, (seen.get(found.class) ?? 0) + 1)
        expect(found.class === 'cosmetic').toBe(from.meaning === to.meaning)
        let moved: ReturnType<typeof reload>
        try {
          moved = reload(from, to, session, { at: session.at, known: { signals: {}, health: {} }, mapping: {} })
        } catch {
          return
        }
        if (found.class === 'safe-now') {
          expect(moved.report).toMatchObject({ blocked: [], restarted: [] })
          for (const leaf of active) expect(moved.report.kept).toContain(leaf)
        }
        if (found.class === 'next-game-only') expect(moved.ok).toBe(false)
        // A change that moves somebody is never called safe.
        const left = activeNodes(from, session.machine).filter((id) => moved.report.left.includes(id))
        if (left.some((id) => active.includes(id))) expect(found.class).not.toBe('safe-now')
      }),
      { numRuns: 200 },
    )
    for (const kind of ['cosmetic', 'safe-now', 'needs-mapping']) expect(seen.get(kind) ?? 0).toBeGreaterThan(0)
  })
})
