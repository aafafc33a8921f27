import { stateKey } from './names.ts'
import type { Plan, PlannedNode } from './plan.ts'

/** Between the machine's state paths and the document's node ids, both ways (SG8). */
export type SourceMap = {
  /** Node id → path of its state from the root, joined by dots. */
  readonly paths: Readonly<Record<string, string>>
  /** Path → node id. */
  readonly nodes: Readonly<Record<string, string>>
}

export function sourceMap(plan: Plan): SourceMap {
  const paths: Record<string, string> = {}
  const nodes: Record<string, string> = {}
  const pathOf = (planned: PlannedNode): string =>
    planned.parent === null ? stateKey(planned.node.id) : `${pathOf(planned.parent)}.${stateKey(planned.node.id)}`
  for (const planned of plan.nodes.values()) {
    const path = pathOf(planned)
    paths[planned.node.id] = path
    nodes[path] = planned.node.id
  }
  return { paths, nodes }
}
