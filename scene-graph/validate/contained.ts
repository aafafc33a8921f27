import type { Plan } from '../compile/plan.ts'
import type { GraphNode, SceneGraph } from '../parse.ts'
import { graphKey } from '../schema/document.ts'
import type { Report } from './report.ts'

/**
 * The graphs that this one contains: are they there, are they right themselves, does none contain itself (SG7)?
 * `firstError` judges one of them alone.
 */
export function checkContained(
  graph: SceneGraph,
  plan: Plan,
  report: Report,
  firstError: (contained: SceneGraph) => string | null,
): void {
  const judged = new Map<string, string | null>()
  for (const node of graph.nodes)
    for (const key of containedBy(node, graph)) {
      const contained = graph.graphs[key]
      if (contained === undefined) continue
      if (!judged.has(key)) judged.set(key, firstError({ ...contained, graphs: graph.graphs }))
      const wrong = judged.get(key) ?? null
      if (wrong !== null) report.node('error', 'graph/broken', node.id, `“${contained.name}” has errors: ${wrong}`)
    }
  for (const { node, code, message } of plan.problems) {
    // Of a graph inside a contained one, what lies here is the node that contains it.
    const own = node.split('/')[0] ?? node
    report.node('error', code, own, message)
  }
}

/** Keys of everything that a node contains, near and far. */
function containedBy(node: GraphNode, { graphs }: SceneGraph): Set<string> {
  const keys = new Set<string>()
  const open = [node]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at.type !== 'graph' || typeof at.data.graph !== 'string') continue
    const key = graphKey(at.data.graph, at.data.version as number | 'latest')
    if (keys.has(key)) continue
    keys.add(key)
    open.push(...(graphs[key]?.nodes ?? []))
  }
  return keys
}
