import { compare, compileCondition, type Held, readOperand, type Test } from '../conditions/compile-condition.ts'
import type { Edge } from '../schema/document.ts'
import type { Context } from './context.ts'
import type { MachineEvent } from './machine-event.ts'
import type { PlannedNode } from './plan.ts'

/** Whether an edge may fire, judged when XState asks. */
export type EdgeLogic = {
  readonly edge: Edge
  readonly passes: (context: Context, event: MachineEvent) => boolean
  /** Set on condition edges: true while it holds, whatever fired before. */
  readonly condition: Test | null
  /** `held` parts of trigger and guard, inner ones first. */
  readonly held: readonly Held[]
  /** A condition edge that stays in its source fires once each time it becomes true. */
  readonly latches: boolean
}

export function edgeLogic(edge: Edge, source: PlannedNode): EdgeLogic {
  const { trigger } = edge
  const guard = edge.guard === null ? null : compileCondition(edge.guard, `${edge.id}/guard`)
  const allowed: Test = guard === null ? () => true : guard.test
  const logic = (passes: EdgeLogic['passes']): EdgeLogic => ({
    edge,
    passes: (context, event) => passes(context, event) && allowed(context),
    condition: null,
    held: guard?.held ?? [],
    latches: false,
  })
  switch (trigger.type) {
    case 'signal': {
      const { match } = trigger
      if (match === undefined) return logic((_, event) => trigger.on === 'report' || event.changed === true)
      const read = readOperand({ type: 'signal', role: trigger.role, signal: trigger.signal })
      const wanted = readOperand(match.value)
      return logic(
        (context, event) =>
          (trigger.on === 'report' || event.changed === true) && compare(read(context), match.op, wanted(context)),
      )
    }
    case 'condition': {
      const compiled = compileCondition(trigger.condition, `${edge.id}/when`)
      const latches = edge.target === null || edge.target === edge.source
      return {
        ...logic((context) => compiled.test(context) && !(latches && context.latched[edge.id] === true)),
        condition: compiled.test,
        held: [...compiled.held, ...(guard?.held ?? [])],
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
    case 'after':
    case 'event':
      return logic(() => true)
  }
}

/** A group's `done` takes any outcome, its other ports one each; a cue's ports are its outcomes. */
function donePasses(edge: Edge, source: PlannedNode): EdgeLogic['passes'] {
  const { sourcePort } = edge
  switch (source.lowering.kind) {
    case 'compound':
    case 'parallel':
      return (_, event) => sourcePort === 'done' || event.output?.outcome === sourcePort
    case 'steps':
      return (_, event) => event.output?.outcome === sourcePort
    case 'gate':
      return (_, event) => event.node === undefined || event.node === edge.source
    case 'atomic':
    case 'timed':
    case 'transient':
    case 'final':
    case 'none':
      return () => true
  }
}
