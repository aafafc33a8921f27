import type { z } from 'zod'
import { allOf } from './all-of.ts'
import { anyOf } from './any-of.ts'
import { checkpoint } from './checkpoint.ts'
import { code } from './code.ts'
import { count } from './count.ts'
import { cue } from './cue.ts'
import { decision } from './decision.ts'
import type { Lowering, NodeDefinition } from './define-node.ts'
import { delay } from './delay.ts'
import { dial } from './dial.ts'
import { end } from './end.ts'
import { frame } from './frame.ts'
import { gate } from './gate.ts'
import { graph } from './graph.ts'
import { group } from './group.ts'
import { hints } from './hints.ts'
import { history } from './history.ts'
import { hold } from './hold.ts'
import { loop } from './loop.ts'
import { nOf } from './n-of.ts'
import { note } from './note.ts'
import { parallel } from './parallel.ts'
import { random } from './random.ts'
import { rhythm } from './rhythm.ts'
import { sequence } from './sequence.ts'
import { state } from './state.ts'
import { switches } from './switches.ts'
import { tags } from './tags.ts'
import { timeline } from './timeline.ts'
import { timer } from './timer.ts'
import { wait } from './wait.ts'
import { weight } from './weight.ts'

const definitions = [
  ...[state, group, parallel, history, decision, end],
  ...[cue, timeline, delay, timer, wait, gate, checkpoint, random, loop, graph, hints],
  ...[allOf, anyOf, nOf, sequence, code, hold, dial, tags, weight, switches, count, rhythm],
  ...[note, frame],
] as const

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

type Node = { readonly id: string; readonly type: string; readonly data: Record<string, unknown> }

const lowerings = new WeakMap<Node, Lowering>()

/** What a node becomes. Nodes are values, so that one that did not change is not asked again. */
export function loweringOf(node: Node): Lowering {
  const known = lowerings.get(node)
  if (known !== undefined) return known
  const made = nodeDefinition(node.type).lower(node.data, node.id)
  lowerings.set(node, made)
  return made
}

/** Whether a node means anything to a game (notes and frames do not). */
export const playable = (node: Node): boolean => loweringOf(node).kind !== 'none'
