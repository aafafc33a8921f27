import type { NodeDefinition } from '#scene-graph/nodes/define-node.ts'
import { NODES } from '#scene-graph/nodes/registry.ts'

/** Names of the families as the palette shows them. */
export const FAMILIES: readonly { family: NodeDefinition['family']; label: string }[] = [
  { family: 'statechart', label: 'States' },
  { family: 'flow', label: 'Flow' },
  { family: 'puzzle', label: 'Puzzles' },
  { family: 'annotation', label: 'Notes' },
]

/** Node types for what was typed: those whose name starts with it, then those that contain it, then those of whose summary a word starts with it. */
export function findTypes(typed: string, among: 'all' | 'enterable' = 'all'): NodeDefinition[] {
  const text = typed.trim().toLowerCase()
  const all = [...NODES.values()].filter((d) => among === 'all' || d.family !== 'annotation')
  if (text === '') return all
  const rank = (d: NodeDefinition): number => {
    const label = d.label.toLowerCase()
    if (label.startsWith(text)) return 0
    if (label.includes(text)) return 1
    return ` ${d.summary.toLowerCase().replaceAll(/[^\p{L}\d]+/gu, ' ')}`.includes(` ${text}`) ? 2 : 3
  }
  return all.filter((d) => rank(d) < 3).sort((a, b) => rank(a) - rank(b))
}
