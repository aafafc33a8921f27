import type { SceneGraph } from '../parse.ts'
import { entered, firstChild, nameOf, type Outline, type OutlineNode } from './outline.ts'
import type { Report } from './report.ts'

/** Nodes that no path of edges leads to (guards and triggers are taken as possible). */
export function checkReachable(graph: SceneGraph, { roots, nodes }: Outline, report: Report): void {
  const reached = new Set<OutlineNode>()
  const queue: OutlineNode[] = []
  const enter = (outlined: OutlineNode | undefined): void => {
    if (outlined === undefined || reached.has(outlined)) return
    reached.add(outlined)
    queue.push(outlined)
  }
  enter(entered(roots, graph.initial))
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    if (at.parent !== null) enter(at.parent)
    if (at.lowering.kind === 'parallel') at.children.forEach(enter)
    else if (at.children.length > 0) enter(firstChild(at))
    // What it leads back to was entered otherwise; the first time it leads along its edge, or to the start.
    if (at.lowering.kind === 'history' && at.edges[0]?.target == null && at.parent !== null)
      enter(firstChild(at.parent))
    for (const { target, alsoTargets } of at.edges) {
      if (target !== null) enter(nodes.get(target))
      for (const also of alsoTargets) enter(nodes.get(also))
    }
  }
  for (const outlined of nodes.values())
    if (!reached.has(outlined) && (outlined.parent === null || reached.has(outlined.parent)))
      report.node('node/unreachable', outlined.node.id, `nothing leads to "${nameOf(outlined)}"`, undefined, {
        severity: 'warning',
      })
}
