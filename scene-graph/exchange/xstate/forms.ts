import { describeAction, describeCondition } from '../../describe.ts'
import type { Lowering } from '../../nodes/define-node.ts'
import { type Action, action as actionSchema } from '../../schema/action.ts'
import { type Condition, condition as conditionSchema } from '../../schema/condition.ts'
import type { Edge } from '../../schema/document.ts'
import type { Operand, Scalar } from '../../schema/values.ts'
import { isRecord } from '../names.ts'

/** Where in a state's configuration a transition stands. */
export type Slot = { readonly at: 'on' | 'after' | 'always' | 'onDone' | 'history'; readonly key: string }

export const sameSlot = (a: Slot, b: Slot): boolean => a.at === b.at && a.key === b.key

/** A guard that no exported edge carries with it, but that its trigger or exit is: as `{type, params}`. */
export type GuardForm = { type: string; params: Record<string, unknown> }

/** Where an edge of a node stands in XState. */
export function slotOf(
  edge: Pick<Edge, 'trigger' | 'target' | 'source' | 'id' | 'sourcePort'>,
  source: Lowering,
): Slot {
  const { trigger } = edge
  switch (trigger.type) {
    case 'event':
      return { at: 'on', key: trigger.name }
    case 'signal':
      return { at: 'on', key: `${trigger.role}.${trigger.signal}` }
    case 'device':
      return { at: 'on', key: `${trigger.role}.${trigger.health}` }
    case 'operator':
      return { at: 'on', key: `operator.${trigger.action}` }
    case 'after':
      return { at: 'after', key: delayKey(trigger.duration) }
    case 'condition':
      // An eventless transition that stays would be taken for ever: it waits for an event of its own.
      return edge.target === null || edge.target === edge.source
        ? { at: 'on', key: `condition.${edge.id.replaceAll('.', '-')}` }
        : { at: 'always', key: '' }
    case 'done':
      return doneSlot(edge, source)
  }
}

function doneSlot(edge: Pick<Edge, 'source' | 'sourcePort'>, source: Lowering): Slot {
  switch (source.kind) {
    case 'compound':
    case 'parallel':
      return { at: 'onDone', key: '' }
    case 'transient':
      return { at: 'always', key: '' }
    case 'timed':
      return { at: 'after', key: delayKey(source.duration) }
    case 'gate':
      return { at: 'on', key: `operator.${source.action}` }
    case 'history':
      return { at: 'history', key: '' }
    default:
      // What goes on inside such a node is ours; how it ended is an event of its own.
      return { at: 'on', key: `${edge.sourcePort}.${edge.source}` }
  }
}

/** A duration as the key of `after`: milliseconds, or the name that a delay is implemented under. */
export const delayKey = (duration: number | { type: string; name?: string; cel?: string }): string =>
  typeof duration === 'number' ? String(duration) : (duration.name ?? duration.cel ?? '')

/** An edge's guard with what its trigger and exit ask for, in words people can read. */
export function guardForm(edge: Edge, source: Lowering): GuardForm | null {
  const { trigger, guard } = edge
  const words: string[] = []
  const params: Record<string, unknown> = {}
  const byOutcome = source.kind === 'compound' || source.kind === 'parallel'
  if (trigger.type === 'done' && edge.sourcePort !== 'done' && byOutcome) {
    words.push(`outcome is ${edge.sourcePort}`)
    params.outcome = edge.sourcePort
  }
  if (trigger.type === 'signal' && trigger.match !== undefined) {
    const left = { type: 'signal' as const, role: trigger.role, signal: trigger.signal }
    words.push(describeCondition({ type: 'compare', left, op: trigger.match.op, right: trigger.match.value }))
    params.match = trigger.match
  }
  if (trigger.type === 'condition') {
    words.push(describeCondition(trigger.condition))
    params.becomes = trigger.condition
  }
  if (guard !== null) {
    words.push(describeCondition(guard))
    params.condition = guard
  }
  return words.length === 0 ? null : { type: words.join(' and ').slice(0, 200), params }
}

/** Whether a trigger's own guard is gone from beside it. */
export const asksGuard = ({ trigger }: Pick<Edge, 'trigger'>): boolean =>
  trigger.type === 'condition' || (trigger.type === 'signal' && trigger.match !== undefined)

/** Our condition, carried by a guard of our own making; undefined: it is somebody else's. */
export function conditionIn(guard: unknown): Condition | null | undefined {
  if (!isRecord(guard) || !isRecord(guard.params)) return undefined
  const { condition } = guard.params
  if (condition === undefined) {
    const ours = ['outcome', 'match', 'becomes'].some((key) => key in (guard.params as object))
    return ours ? null : undefined
  }
  const read = conditionSchema.safeParse(condition)
  return read.success ? read.data : undefined
}

const isConstant = (operand: Operand): operand is { type: 'constant'; value: Scalar } => operand.type === 'constant'

/** An action as other XState tools read it: a built-in one where there is one, else a name with our action inside. */
export function actionForm(action: Action): { type: string; params: Record<string, unknown> } {
  switch (action.type) {
    case 'set':
      if (action.mode === 'set' && isConstant(action.to))
        return { type: 'xstate.assign', params: { [action.variable]: action.to.value } }
      break
    case 'emit': {
      const { event, data, to, delay, id } = action
      const constant = Object.values(data).every(isConstant) && !('type' in data)
      if (to === 'self' && constant && (delay === undefined || typeof delay === 'number'))
        return {
          type: 'xstate.raise',
          params: {
            event: { type: event, ...Object.fromEntries(Object.entries(data).map(([k, v]) => [k, constantOf(v)])) },
            ...(delay === undefined ? {} : { delay }),
            ...(id === undefined ? {} : { id }),
          },
        }
      break
    }
    case 'cancel':
      return { type: 'xstate.cancel', params: { sendId: action.id } }
    case 'log':
      if (action.level === 'info' && action.value === undefined)
        return { type: 'xstate.log', params: { message: action.message } }
      break
    default:
  }
  return { type: actionType(action), params: action }
}

const constantOf = (operand: Operand): Scalar | undefined => (isConstant(operand) ? operand.value : undefined)

const actionType = (action: Action): string => describeAction(action).slice(0, 120) || action.type

/** Our action, carried by one of our own making; undefined: it is somebody else's. */
export function ourAction(type: string, params: unknown): Action | undefined {
  if (!isRecord(params) || typeof params.type !== 'string') return undefined
  const read = actionSchema.safeParse(params)
  return read.success && actionType(read.data) === type ? read.data : undefined
}
