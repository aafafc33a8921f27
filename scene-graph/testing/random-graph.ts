import fc from 'fast-check'
import type { SceneGraph } from '../parse.ts'
import { validate } from '../validate/validate.ts'
import { buildGraph, ROLES } from './build.ts'

/** Random valid graphs over the roles of `ROLES`, with every node type and trigger, nested and parallel. */
export const randomGraph: fc.Arbitrary<SceneGraph> = fc
  .record({
    nodes: fc.array(
      fc.record({
        type: fc.constantFrom(
          'state',
          'state',
          'state',
          'state',
          'group',
          'group',
          'parallel',
          'parallel',
          'delay',
          'cue',
          'gate',
          'end',
          'decision',
        ),
        parent: fc.nat(7),
        ms: fc.constantFrom(0, 100, 100, 250, 250, 1000),
        flavour: fc.nat(5),
      }),
      { minLength: 4, maxLength: 14 },
    ),
    edges: fc.array(
      fc.record({
        source: fc.nat(20),
        target: fc.option(fc.nat(20), { nil: null, freq: 8 }),
        trigger: fc.nat(9),
        guard: fc.option(fc.nat(4), { nil: null, freq: 2 }),
        action: fc.option(fc.nat(3), { nil: null }),
        ms: fc.constantFrom(0, 100, 100, 300, 300, 1000),
      }),
      { minLength: 14, maxLength: 40 },
    ),
  })
  .map(({ nodes, edges }) => assemble(nodes, edges))
  .filter((graph) => validate(graph).every((f) => f.severity !== 'error'))

type RandomNode = { type: string; parent: number; ms: number; flavour: number }
type RandomEdge = {
  source: number
  target: number | null
  trigger: number
  guard: number | null
  action: number | null
  ms: number
}

function assemble(randomNodes: readonly RandomNode[], randomEdges: readonly RandomEdge[]): SceneGraph {
  const nodes = randomNodes.map((random, i) => {
    const before = randomNodes.slice(0, i).flatMap((n, j) => (n.type === 'group' || n.type === 'parallel' ? [j] : []))
    // The first node is at the top level; others lie in a container that came before, or at the top.
    const parent = i === 0 ? undefined : before[random.parent % (before.length + 1)]
    return {
      id: `n${i}`,
      type: random.type,
      parentId: parent === undefined ? null : `n${parent}`,
      data: dataOf(random),
    }
  })
  const edges = randomEdges.flatMap((random, i) => {
    const source = nodes[random.source % nodes.length]
    const target = random.target === null ? null : nodes[random.target % nodes.length]
    if (source === undefined || target === undefined || source.type === 'end') return []
    const trigger = triggerOf(random, source.type)
    return [
      {
        id: `e${i}`,
        source: source.id,
        target: target === null ? null : target.id,
        trigger,
        guard: random.guard === null || random.guard > 4 ? null : guardOf(random.guard),
        actions: random.action === null ? [] : [actionOf(random.action)],
        order: i,
        sourcePort: source.type === 'decision' && random.guard === null ? 'else' : 'done',
      },
    ]
  })
  return buildGraph({ roles: ROLES, variables: { x: { type: 'number', initial: 0 } }, nodes, edges })
}

function dataOf({ type, ms, flavour }: RandomNode): Record<string, unknown> {
  if (type === 'delay') return { duration: ms }
  if (type === 'end') return { outcome: flavour % 2 === 0 ? 'solved' : 'failed' }
  if (type === 'cue')
    return {
      steps: [
        { action: actionOf(0), wait: flavour % 2 === 0 ? 'acknowledged' : ms },
        { action: actionOf(flavour), wait: 'none' },
      ],
      retries: flavour % 3,
    }
  if (type === 'state' || type === 'group' || type === 'parallel')
    return { entry: flavour > 2 ? [actionOf(flavour)] : [], exit: flavour === 1 ? [actionOf(1)] : [] }
  return {}
}

const level = (role: string, op: '=' | '>', value: number) => ({
  type: 'compare' as const,
  left: { type: 'signal' as const, role, signal: 'level' },
  op,
  right: value,
})

function guardOf(n: number) {
  if (n === 0) return level('a', '>', 1)
  if (n === 1) return { type: 'not' as const, of: level('b', '=', 0) }
  if (n === 2) return { type: 'active' as const, node: 'n0' }
  if (n === 3)
    return { type: 'compare' as const, left: { type: 'variable' as const, name: 'x' }, op: '≤' as const, right: 3 }
  return { type: 'held' as const, of: level('a', '>', 0), for: 150 }
}

function triggerOf({ trigger, ms }: RandomEdge, source: string) {
  if (source === 'decision') return { type: 'done' as const }
  if (trigger < 3 && source !== 'state') return { type: 'done' as const }
  if (trigger < 5) return { type: 'signal' as const, role: trigger % 2 === 0 ? 'a' : 'b', signal: 'level' }
  if (trigger === 5) return { type: 'signal' as const, role: 'a', signal: 'hit' }
  if (trigger === 6) return { type: 'after' as const, duration: ms }
  if (trigger === 7) return { type: 'operator' as const, action: 'go' }
  if (trigger === 8)
    return { type: 'condition' as const, condition: { type: 'held' as const, of: level('b', '>', 1), for: 200 } }
  return { type: 'condition' as const, condition: level('a', '=', 2) }
}

function actionOf(n: number) {
  if (n % 3 === 0) return { type: 'command' as const, role: 'lock', command: 'release' }
  if (n % 3 === 1) return { type: 'set' as const, variable: 'x', to: 1, mode: 'add' as const }
  return { type: 'notify' as const, message: 'noted' }
}
