import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { nodeDefinition } from './nodes/registry.ts'
import type { SceneGraph } from './parse.ts'

/** JSON with object keys sorted, so that equal content is equal text. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value))
    return `[${value.map((item) => (item === undefined ? 'null' : canonicalJson(item))).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(',')}}`
  }
  return JSON.stringify(value)
}

export const hashOf = (value: unknown): string => bytesToHex(sha256(utf8ToBytes(canonicalJson(value))))

/** Address of a published version: everything that the document says. */
export const contentHash = (graph: SceneGraph): string => hashOf(graph)

/** Of what a game depends on: without layout, names, descriptions and notes. Equal means that nothing moves. */
export const meaningHash = (graph: SceneGraph): string => hashOf(meaning(graph))

/** The document without what is cosmetic. */
export function meaning(graph: SceneGraph): unknown {
  const { name: _name, description: _description, id: _id, ...rest } = graph
  return {
    ...rest,
    nodes: graph.nodes
      .filter((node) => nodeDefinition(node.type).lower(node.data).kind !== 'none')
      .map(({ view: _view, data: { name: _nodeName, ...data }, ...node }) => ({ ...node, data })),
  }
}
