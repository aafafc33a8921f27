import { nodeDefinition } from '#scene-graph/nodes/registry.ts'
import type { SceneGraph } from '#scene-graph/parse.ts'
import { indexOf, titleOf } from '../model/document.ts'
import { namedTargets } from '../model/edges.ts'
import type { Existing } from './add-menu.tsx'

const MOST = 8

/** Nodes that are there and can come next, for what was typed. */
export const existingFor = (graph: SceneGraph, source: string, typed: string): Existing[] =>
  namedTargets(graph, source, typed, MOST).map((node) => {
    const around = indexOf(graph).nodes.get(node.parentId ?? '')
    const where = around === undefined ? '' : ` in ${titleOf(around)}`
    return {
      id: node.id,
      type: node.type,
      label: titleOf(node),
      hint: `Lead to this ${nodeDefinition(node.type).label.toLowerCase()}${where}.`,
    }
  })
