import { type Plan, planGraph } from '../compile/plan.ts'
import type { Finding } from '../findings.ts'
import type { SceneGraph } from '../parse.ts'
import { graphKey } from '../schema/document.ts'
import type { Report } from './report.ts'

/** The graphs that this one contains: are they there, are they right themselves, does none contain itself (SG7)? `validate` judges one of them. */
export function checkContained(graph: SceneGraph, report: Report, validate: (graph: SceneGraph) => Finding[]): Plan {
  const judged = new Map<string, string | null>()
  for (const node of graph.nodes) {
    if (node.type !== 'graph' || typeof node.data.graph !== 'string') continue
    const key = graphKey(node.data.graph, node.data.version as number | 'latest')
    const contained = graph.graphs[key]
    if (contained === undefined) continue
    let wrong = judged.get(key)
    if (wrong === undefined) {
      const error = validate({ ...contained, graphs: graph.graphs }).find((f) => f.severity === 'error')
      wrong = error === undefined || error.code === 'graph/cycle' ? null : error.message
      judged.set(key, wrong)
    }
    if (wrong !== null) report.node('error', 'graph/broken', node.id, `“${contained.name}” has errors: ${wrong}`)
  }
  const plan = planGraph(graph)
  for (const { node, code, message } of plan.problems) {
    // Of a graph inside a contained one, what lies here is the node that contains it.
    const own = node.split('/')[0] ?? node
    report.node('error', code, own, message)
  }
  return plan
}
