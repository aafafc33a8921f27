import { type PlanProblem, whyNotPlayed } from '../compile/plan.ts'
import { loweringOf } from '../nodes/registry.ts'
import type { GraphNode, SceneGraph } from '../parse.ts'
import { graphKey } from '../schema/document.ts'
import type { Report } from './report.ts'
import { MAX_NESTING } from './structure.ts'

/**
 * What is wrong with where graphs are placed, as the plan would say it, without making one. `near`: only what lies
 * directly in this graph, not what lies in those.
 */
export function placementProblems(graph: SceneGraph, near = false): readonly PlanProblem[] {
  if (!graph.nodes.some((node) => node.type === 'graph' && node.data.graph !== null)) return []
  const problems: PlanProblem[] = []
  let size = 0
  const walk = (document: SceneGraph, prefix: string, path: readonly string[]): void => {
    for (const step of stepsOf(document)) {
      if (typeof step === 'number') {
        size += step
        continue
      }
      if (problems.at(-1)?.code === 'graph/too-large') return
      const why = whyNotPlayed(step, path, graph.graphs, size)
      if ('code' in why) problems.push({ node: prefix + step.node, ...why })
      else if (!near) {
        walk(why.graph, `${prefix}${step.node}/`, [...path, step.graph])
        size += 1 // the end that skipping leads to
      }
    }
  }
  walk(graph, '', [graph.id])
  return problems
}

/** In the order in which a plan is made: how many nodes and parts, and which graphs between them. */
type Step = number | { readonly node: string; readonly graph: string; readonly version: number | 'latest' }

const steps = new WeakMap<SceneGraph['nodes'], readonly Step[]>()

function stepsOf({ nodes }: SceneGraph): readonly Step[] {
  const known = steps.get(nodes)
  if (known !== undefined) return known
  const childrenOf = new Map<string | null, GraphNode[]>()
  for (const node of nodes) {
    const siblings = childrenOf.get(node.parentId)
    if (siblings === undefined) childrenOf.set(node.parentId, [node])
    else siblings.push(node)
  }
  const made: Step[] = []
  const count = (n: number): void => {
    const last = made.at(-1)
    if (typeof last === 'number') made[made.length - 1] = last + n
    else made.push(n)
  }
  const level = (parent: string | null, depth: number): void => {
    // A contained graph whose own nesting is unsound is refused as broken; nobody has to get to its bottom.
    if (depth <= MAX_NESTING) for (const node of childrenOf.get(parent) ?? []) visit(node, depth)
  }
  const visit = (node: GraphNode, depth: number): void => {
    const lowering = loweringOf(node)
    if (lowering.kind === 'none' || lowering.kind === 'attached') return
    count(1)
    if (lowering.kind === 'built') {
      for (const { kind } of lowering.states) {
        count(1)
        if (kind.type === 'body') level(node.id, depth + 1)
      }
    } else if (lowering.kind === 'contained') {
      if (lowering.graph !== null) made.push({ node: node.id, graph: lowering.graph, version: lowering.version })
    } else level(node.id, depth + 1)
  }
  level(null, 0)
  steps.set(nodes, made)
  return made
}

/**
 * The graphs that this one contains: are they right themselves, are they there, does none contain itself (SG7)?
 * `firstError` judges one of them alone.
 */
export function checkContained(
  graph: SceneGraph,
  problems: readonly PlanProblem[],
  report: Report,
  firstError: (contained: SceneGraph) => string | null,
): void {
  const near = new Map<string, readonly string[]>()
  const judged = new Map<string, string | null>()
  for (const node of graph.nodes)
    for (const key of containedBy(node, graph, near)) {
      const contained = graph.graphs[key]
      if (contained === undefined) continue
      if (!judged.has(key)) judged.set(key, firstError(contained))
      const wrong = judged.get(key) ?? null
      if (wrong !== null) report.node('graph/broken', node.id, `“${contained.name}” has errors: ${wrong}`)
    }
  for (const { node, code, message } of problems) {
    // Of a graph inside a contained one, what lies here is the node that contains it.
    report.node(code, node.split('/')[0] ?? node, message)
  }
}

/** Keys of everything that a node contains, near and far. */
function containedBy(
  node: GraphNode,
  { graphs }: SceneGraph,
  near: Map<string, readonly string[]>,
): ReadonlySet<string> {
  const keys = new Set<string>()
  const own = keyOf(node)
  if (own === null) return keys
  const open = [own]
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    if (keys.has(key)) continue
    keys.add(key)
    let inside = near.get(key)
    if (inside === undefined) {
      inside = graphs[key]?.nodes.flatMap((inner) => keyOf(inner) ?? []) ?? []
      near.set(key, inside)
    }
    open.push(...inside)
  }
  return keys
}

const keyOf = ({ type, data }: GraphNode): string | null =>
  type === 'graph' && typeof data.graph === 'string' ? graphKey(data.graph, data.version as number | 'latest') : null
