import { type ClockRead, compileCondition, type Memory, occurrence } from '../conditions/compile-condition.ts'
import type { Language, Test } from '../conditions/operands.ts'
import type { Lowering } from '../nodes/define-node.ts'
import type { Edge } from '../schema/document.ts'
import { type Context, heard } from './context.ts'
import type { MachineEvent } from './machine-event.ts'
import { namedEvent } from './names.ts'
import type { PlannedNode } from './plan.ts'

/** Whether an edge may fire, judged when XState asks. */
export type EdgeLogic = {
  readonly edge: Edge
  readonly passes: (context: Context, event: MachineEvent) => boolean
  /** Set on condition edges: true while it holds, whatever fired before. */
  readonly condition: Test | null
  /** What trigger and guard remember, inner ones first. */
  readonly memory: readonly Memory[]
  /** Values that move with time that they look at. Of the guard of an event edge nobody needs to be woken for. */
  readonly clocks: readonly ClockRead[]
  /** A condition edge that stays in its source fires once each time it becomes true. */
  readonly latches: boolean
}

export function edgeLogic(edge: Edge, source: PlannedNode, language: Language): EdgeLogic {
  const { trigger } = edge
  const guard = edge.guard === null ? null : compileCondition(edge.guard, `${edge.id}/guard`, language)
  const allowed: Test = guard === null ? () => true : guard.test
  const logic = (passes: EdgeLogic['passes']): EdgeLogic => ({
    edge,
    passes: (context, event) => passes(context, event) && allowed(heard(context, event)),
    condition: null,
    memory: guard?.memory ?? [],
    clocks: [],
    latches: false,
  })
  switch (trigger.type) {
    case 'signal': {
      const { onChange, passes } = occurrence(trigger, language)
      return logic((context, event) => (!onChange || event.changed === true) && passes(context))
    }
    case 'condition': {
      const compiled = compileCondition(trigger.condition, `${edge.id}/when`, language)
      const latches = edge.target === null || edge.target === edge.source
      return {
        ...logic((context) => compiled.test(context) && !(latches && context.latched[edge.id] === true)),
        condition: compiled.test,
        memory: [...compiled.memory, ...(guard?.memory ?? [])],
        clocks: [...compiled.clocks, ...(guard?.clocks ?? [])],
        latches,
      }
    }
    case 'device':
      return logic(
        (context, event) => event.changed === true && (context.health[trigger.role] ?? 'online') === trigger.health,
      )
    case 'operator':
      return logic((_, event) => event.node === undefined || event.node === edge.source)
    case 'done':
      return logic(donePasses(edge, source))
    case 'event': {
      const { name } = trigger
      return isPattern(name) ? logic((_, event) => matches(name, event.type)) : logic(() => true)
    }
    case 'after':
      return logic(() => true)
  }
}

export const isPattern = (event: string): boolean => event.endsWith('*')

/** Whether a named event is meant by `*` or `door.*`. */
function matches(pattern: string, type: string): boolean {
  if (!type.startsWith(NAMED)) return false
  const name = type.slice(NAMED.length)
  const prefix = pattern.slice(0, -2)
  return pattern === '*' || name === prefix || name.startsWith(`${prefix}.`)
}

const NAMED = namedEvent('')

/**
 * Whether its exit `done` takes whatever end it comes to: a group's and a puzzle's; not that of a node one of whose own
 * outcomes has that name (a wait's is not its timeout).
 */
export function doneTakesAny(lowering: Lowering): boolean {
  switch (lowering.kind) {
    case 'compound':
    case 'contained':
    case 'parallel':
      return true
    case 'built':
      return !lowering.states.some(({ kind }) => kind.type === 'final' && kind.outcome === 'done')
    default:
      return false
  }
}

/** A group's `done` takes any outcome, its other ports one each; a cue's ports are its outcomes. */
function donePasses(edge: Edge, source: PlannedNode): EdgeLogic['passes'] {
  const { sourcePort } = edge
  const comesTo: EdgeLogic['passes'] = (_, { output }) =>
    output?.outcome === sourcePort || (output?.as !== undefined && output.as === sourcePort)
  switch (source.lowering.kind) {
    case 'compound':
    case 'built':
    case 'contained':
    case 'parallel':
      return sourcePort === 'done' && doneTakesAny(source.lowering) ? () => true : comesTo
    case 'steps':
      return comesTo
    case 'gate':
      return (_, event) => event.node === undefined || event.node === edge.source
    case 'draw':
      return (context) => context.draws[source.node.id]?.port === sourcePort
    case 'attached':
    case 'atomic':
    case 'history':
    case 'timed':
    case 'transient':
    case 'final':
    case 'none':
      return () => true
  }
}
