import { stateKey } from './names.ts'
import type { Plan } from './plan.ts'

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
  // Parents come before their children.
  for (const { node, parent } of plan.nodes.values()) {
    const key = stateKey(node.id)
    const path = parent === null ? key : `${paths[parent.node.id]}.${key}`
    paths[node.id] = path
    nodes[path] = node.id
  }
  return { paths, nodes }
}
