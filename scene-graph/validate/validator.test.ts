import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { planGraph } from '../compile/plan.ts'
import { parseDocument, type SceneGraph } from '../parse.ts'
import { ROLES } from '../testing/build.ts'
import { randomGraph } from '../testing/random-graph.ts'
import { placementProblems } from './contained.ts'
import { typesOf } from './outline.ts'
import { Report } from './report.ts'
import { checkStructure } from './structure.ts'
import { validate } from './validate.ts'
import { createValidator } from './validator.ts'

/** An edit as an editor makes it: what it does not touch stays the same object. `n` picks what it is about. */
type EditKind = keyof typeof EDITS
const pick = <T>(list: readonly T[], n: number): T | undefined => list[n % Math.max(1, list.length)]
const node = (g: SceneGraph, n: number, change: (node: SceneGraph['nodes'][number]) => object): SceneGraph => {
  const at = n % g.nodes.length
  return { ...g, nodes: g.nodes.map((one, i) => (i === at ? { ...one, ...change(one) } : one)) }
}
const edge = (g: SceneGraph, n: number, change: (edge: SceneGraph['edges'][number]) => object): SceneGraph => {
  const at = n % Math.max(1, g.edges.length)
  return { ...g, edges: g.edges.map((one, i) => (i === at ? { ...one, ...change(one) } : one)) }
}
const cel = (n: number): string =>
  pick(['x > 1', 'a.level > 1 && y', 'now > 5', 'online("a")', 'vars.y', 'zz + 1', 'a["level"] == x', 'b.on'], n) ?? ''
const condition = (n: number) =>
  pick(
    [
      { type: 'expression' as const, cel: cel(n >> 3) },
      { type: 'active' as const, node: `n${n % 9}` },
      {
        type: 'compare' as const,
        left: { type: 'signal' as const, role: pick(['a', 'b', 'c'], n) ?? '', signal: 'level' },
        op: '=' as const,
        right: { type: 'constant' as const, value: pick([1, 'one', true], n >> 4) ?? 0 },
      },
      {
        type: 'compare' as const,
        left: { type: 'variable' as const, name: pick(['x', 'y', 'now'], n >> 2) ?? '' },
        op: '>' as const,
        right: { type: 'constant' as const, value: 1 },
      },
    ],
    n,
  ) ?? { type: 'all' as const, of: [] }

const EDITS = {
  move: (g: SceneGraph, n: number) => node(g, n, () => ({ view: { position: { x: n, y: 1 } } })),
  rename: (g: SceneGraph, n: number) => node(g, n, (one) => ({ data: { ...one.data, name: `name ${n % 3}` } })),
  retype: (g: SceneGraph, n: number) => {
    const made = parseDocument({
      ...g,
      nodes: [
        {
          id: 'x',
          type: pick(['state', 'note', 'decision', 'group', 'end', 'hints', 'random', 'code', 'loop', 'history'], n),
        },
      ],
      edges: [],
      initial: null,
      graphs: {},
    })
    const fresh = made.ok ? made.graph.nodes[0] : undefined
    return node(g, n >> 4, (one) => ({ type: fresh?.type ?? one.type, data: fresh?.data ?? one.data }))
  },
  graph: (g: SceneGraph, n: number) => {
    const data = {
      name: '',
      whenRemoved: 'container',
      expected: null,
      graph: pick(['p', 'q', 'r', 'none'], n),
      version: 1,
    }
    return node(g, n >> 3, () => ({
      type: 'graph',
      data: { ...data, bindings: n % 2 === 0 ? {} : { a: 'b', zz: 'b' } },
    }))
  },
  reparent: (g: SceneGraph, n: number) =>
    node(g, n, () => ({ parentId: pick([...g.nodes, { id: null }], n >> 3)?.id })),
  removeNode: (g: SceneGraph, n: number) =>
    g.nodes.length < 2 ? g : { ...g, nodes: g.nodes.filter((_, i) => i !== n % g.nodes.length) },
  addNode: (g: SceneGraph, n: number): SceneGraph => ({
    ...g,
    nodes: [...g.nodes, { ...(pick(g.nodes, n) as SceneGraph['nodes'][number]), id: `n${n % 30}` }],
  }),
  reverse: (g: SceneGraph) => ({ ...g, nodes: g.nodes.toReversed() }),
  guard: (g: SceneGraph, n: number) => edge(g, n, () => ({ guard: n % 5 === 0 ? null : condition(n >> 3) })),
  trigger: (g: SceneGraph, n: number) =>
    edge(g, n, () => ({ trigger: { type: 'condition', condition: condition(n >> 3) } })),
  order: (g: SceneGraph, n: number) => edge(g, n, () => ({ order: n % 4 })),
  retarget: (g: SceneGraph, n: number) => edge(g, n, () => ({ target: pick(g.nodes, n >> 3)?.id ?? null })),
  alsoTarget: (g: SceneGraph, n: number) => edge(g, n, () => ({ alsoTargets: n % 3 === 0 ? [] : [`n${n % 12}`] })),
  removeEdge: (g: SceneGraph, n: number) => ({ ...g, edges: g.edges.filter((_, i) => i !== n % g.edges.length) }),
  addEdge: (g: SceneGraph, n: number): SceneGraph => {
    const like = pick(g.edges, n)
    return like === undefined ? g : { ...g, edges: [...g.edges, { ...like, id: `e${n % 50}` }] }
  },
  role: (g: SceneGraph, n: number): SceneGraph => {
    const { a, ...rest } = g.roles
    const other = a === undefined ? (g.roles.b as typeof a) : a
    if (n % 3 === 0 || other === undefined) return { ...g, roles: rest }
    const signals = {
      ...other.signals,
      level: { type: n % 2 === 0 ? ('number' as const) : ('text' as const), momentary: false },
    }
    return { ...g, roles: { ...g.roles, a: { ...other, signals } } }
  },
  variable: (g: SceneGraph, n: number): SceneGraph => {
    const name = pick(['x', 'y', 'now', 'a'], n) ?? 'x'
    const { [name]: _, ...rest } = g.variables
    if (n % 3 === 0) return { ...g, variables: rest }
    const type = pick(['boolean', 'number', 'text', 'duration'] as const, n >> 2) ?? 'number'
    return { ...g, variables: { ...g.variables, [name]: { type, initial: 0, visible: false } } }
  },
  invariant: (g: SceneGraph, n: number): SceneGraph => ({
    ...g,
    invariants: [{ id: 'i', name: 'i', never: condition(n) }],
  }),
  initial: (g: SceneGraph, n: number) => ({ ...g, initial: n % 4 === 0 ? null : `n${n % 9}` }),
}

const empty = { schemaVersion: 2, kind: 'puzzle', name: 'p', nodes: [] as object[], edges: [] as object[] }
const inner = (graph: string, version = 1) => ({ id: `in-${graph}`, type: 'graph', data: { graph, version } })
const end = (outcome: string) => ({ id: `end-${outcome}`, type: 'end', data: { outcome } })
const parsed = (document: object): SceneGraph => {
  const result = parseDocument(document)
  if (!result.ok) throw new Error(JSON.stringify(result.findings))
  return result.graph
}
/** `p` is fine, `q` contains `p` and itself, `r` has a broken edge. */
const GRAPHS = {
  'p@1': parsed({ ...empty, id: 'p', roles: ROLES, nodes: [{ id: 's', type: 'state' }, end('won')] }),
  'q@1': parsed({ ...empty, id: 'q', nodes: [inner('p'), inner('q'), end('lost')] }),
  'r@1': parsed({ ...empty, id: 'r', nodes: [end('x')], edges: [{ id: 'e', source: 'zz', target: null }] }),
}

const edits = fc.array(fc.record({ kind: fc.constantFrom(...(Object.keys(EDITS) as EditKind[])), n: fc.nat(10_000) }), {
  minLength: 1,
  maxLength: 25,
})

describe('validation while editing', () => {
  it('finds after every edit what a validation from nothing finds, in the same order', () => {
    fc.assert(
      fc.property(randomGraph, edits, (start, sequence) => {
        const validator = createValidator()
        let graph: SceneGraph = { ...start, graphs: GRAPHS }
        expect(validator.update(graph)).toEqual(validate(graph))
        for (const { kind, n } of sequence) {
          const before = graph
          graph = EDITS[kind](graph, n) as SceneGraph
          expect(validator.update(graph)).toEqual(validate(graph))
          // Undone and done again: what was remembered of either still holds.
          if (n % 4 === 0) expect(validator.update(before)).toEqual(validate(before))
        }
      }),
      { numRuns: 300 },
    )
  }, 120_000)

  it('findings that stay are the same objects', () => {
    fc.assert(
      fc.property(randomGraph, fc.nat(10_000), (start, n) => {
        const validator = createValidator()
        const broken = EDITS.retarget(EDITS.guard({ ...start, variables: {} }, 1), n)
        const ofEdges = (g: SceneGraph) =>
          validator.update(g).filter((f) => f.code === 'variable/unknown' && f.edges[0])
        const before = ofEdges(broken)
        const after = ofEdges(EDITS.move(broken, n))
        expect(after).toEqual(before)
        expect(after.every((finding, i) => finding === before[i])).toBe(true)
      }),
    )
  })

  it('SG7 says of places of contained graphs what their plan says', () => {
    fc.assert(
      fc.property(randomGraph, fc.array(fc.nat(10_000), { maxLength: 6 }), (start, picks) => {
        const graph = picks.reduce<SceneGraph>((g, n) => EDITS.graph(g, n) as SceneGraph, { ...start, graphs: GRAPHS })
        if (!checkStructure(graph, typesOf(graph.nodes, null), new Report())) return
        expect(placementProblems(graph)).toEqual(planGraph(graph).problems)
      }),
    )
  })
})
