import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { playable } from './nodes/registry.ts'
import type { SceneGraph } from './parse.ts'

/** Most keys are ids and names, which need no escapes. */
const PLAIN = /^[\w.:~/ -]*$/

/** JSON with object keys sorted, so that equal content is equal text. Written for speed: every step is hashed by it. */
export function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  let text = ''
  if (Array.isArray(value)) {
    for (const item of value) text += (text === '' ? '' : ',') + (item === undefined ? 'null' : canonicalJson(item))
    return `[${text}]`
  }
  const members = value as Readonly<Record<string, unknown>>
  for (const key of Object.keys(members).sort()) {
    const item = members[key]
    if (item === undefined) continue
    const name = PLAIN.test(key) ? `"${key}":` : `${JSON.stringify(key)}:`
    text += (text === '' ? name : `,${name}`) + canonicalJson(item)
  }
  return `{${text}}`
}

/** SHA-256 of a text in UTF-8, hex. */
export const textHash = (text: string): string => bytesToHex(sha256(utf8ToBytes(text)))

export const hashOf = (value: unknown): string => textHash(canonicalJson(value))

/** Address of a published version: everything that the document says. */
export const contentHash = (graph: SceneGraph): string => hashOf(graph)

/** Of what a game depends on: without layout, names, descriptions and notes. Equal means that nothing moves. */
export const meaningHash = (graph: SceneGraph): string => hashOf(meaning(graph))

/** The document without what is cosmetic. */
export function meaning(graph: SceneGraph): unknown {
  const { name: _name, description: _description, id: _id, graphs, roles, variables, invariants, ...rest } = graph
  return {
    ...rest,
    roles: each(roles, ({ description: _, ...role }) => role),
    variables: each(variables, ({ description: _, ...variable }) => variable),
    invariants: invariants.map(({ name: _, ...invariant }) => invariant),
    nodes: graph.nodes
      .filter(playable)
      .map(({ view: _view, data: { name: _nodeName, ...data }, ...node }) => ({ ...node, data })),
    graphs: each(graphs, meaning),
  }
}

const each = <T, U>(record: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]))
