import type { Compiled } from '#scene-graph/compile/compile.ts'
import { nodesIn } from './configuration.ts'
import { configuration } from './machine.ts'
import type { MachineState } from './session.ts'

/** Ids of all active nodes, in document order; inner states of a node (a cue's steps) are not nodes. */
export const activeNodes = (compiled: Compiled, state: MachineState): readonly string[] =>
  nodesIn(configuration(compiled, state))

/** Ids of the active nodes that contain no other active node, sorted. */
export const leaves = (compiled: Compiled, state: MachineState): readonly string[] =>
  configuration(compiled, state).leaves
