import type { z } from 'zod'
import { cue } from './cue.ts'
import { decision } from './decision.ts'
import type { NodeDefinition } from './define-node.ts'
import { delay } from './delay.ts'
import { end } from './end.ts'
import { gate } from './gate.ts'
import { group } from './group.ts'
import { note } from './note.ts'
import { parallel } from './parallel.ts'
import { state } from './state.ts'

const definitions = [state, group, parallel, decision, end, cue, delay, gate, note] as const

/** Every node type, in palette order. Adding one is a file and a line here. */
export const NODES: ReadonlyMap<string, NodeDefinition> = new Map(
  // Each definition is typed against its own data; behind the registry, data has passed that schema (`parseDocument`).
  definitions.map((d) => [d.type, d as unknown as NodeDefinition<z.ZodType>]),
)

/** The definition of a type that `parseDocument` accepted. */
export function nodeDefinition(type: string): NodeDefinition {
  const found = NODES.get(type)
  if (found === undefined) throw new Error(`no node type "${type}" is registered`)
  return found
}
