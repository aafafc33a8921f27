import type { Compiled } from '#scene-graph/compile/compile.ts'
import { type Analysed, finding, nameOf, type Part } from './part.ts'

/** Ids of nodes that were ever entered and of edges that ever fired. */
export function covered(parts: readonly Part[]): ReadonlySet<string> {
  const ids = new Set<string>()
  const note = (way: { entered: readonly string[]; fired: readonly string[] }): void => {
    for (const id of way.entered) ids.add(id)
    for (const id of way.fired) ids.add(id)
  }
  for (const { reach } of parts) {
    reach.exploration.starts.forEach(note)
    for (const way of reach.exploration.ways) if (reach.first.has(way.from) && reach.possible(way)) note(way)
  }
  return ids
}

/** Nodes and edges that no game comes to. Only true where everything was explored. */
export function neverReached(compiled: Compiled, reached: ReadonlySet<string>): Analysed[] {
  const findings: Analysed[] = []
  for (const { id, parentId } of compiled.graph.nodes) {
    if (!compiled.plan.nodes.has(id) || reached.has(id) || !hasTime(compiled, id)) continue
    if (parentId !== null && !reached.has(parentId)) continue
    const message = `no game comes to "${nameOf(compiled, id)}"`
    findings.push(finding('info', 'never-active', message, { nodes: [id] }))
  }
  for (const { id, source, target } of compiled.graph.edges) {
    if (reached.has(id) || !reached.has(source)) continue
    const to = target === null ? '' : ` to "${nameOf(compiled, target)}"`
    const message = `the edge from "${nameOf(compiled, source)}"${to} never fires`
    findings.push(finding('info', 'never-fires', message, { edges: [id] }))
  }
  return findings
}

/** A history only stands for another place: it is never active itself. */
const hasTime = (compiled: Compiled, id: string): boolean => compiled.plan.nodes.get(id)?.lowering.kind !== 'history'
