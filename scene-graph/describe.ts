import type { Action } from './schema/action.ts'
import type { Condition } from './schema/condition.ts'
import type { Trigger } from './schema/trigger.ts'
import type { Duration, Operand } from './schema/values.ts'

/** Sentences for people: cards, edge pills, problems and logs all speak the same words. */

/** `90 s`, `1 min 30 s`, `250 ms`. */
export function describeMs(ms: number): string {
  if (ms < 1_000) return `${ms} ms`
  const seconds = ms / 1_000
  if (seconds < 120) return `${Number(seconds.toFixed(1))} s`
  const minutes = Math.floor(seconds / 60)
  const rest = Math.round(seconds - minutes * 60)
  return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`
}

export const describeDuration = (d: Duration): string => (typeof d === 'number' ? describeMs(d) : d.name)

export function describeOperand(o: Operand): string {
  switch (o.type) {
    case 'constant':
      return typeof o.value === 'string' ? `“${o.value}”` : String(o.value)
    case 'variable':
      return o.name
    case 'signal':
      return `${o.role} ${o.signal}`
    case 'health':
      return `${o.role} health`
  }
}

export function describeCondition(c: Condition): string {
  switch (c.type) {
    case 'all':
      return c.of.length === 0 ? 'always' : c.of.map(inner).join(' and ')
    case 'any':
      return c.of.length === 0 ? 'never' : c.of.map(inner).join(' or ')
    case 'not':
      return `not ${inner(c.of)}`
    case 'compare':
      return `${describeOperand(c.left)} ${c.op} ${describeOperand(c.right)}`
    case 'held':
      return `${inner(c.of)} held for ${describeDuration(c.for)}`
    case 'active':
      return `${c.node} is active`
  }
}

const inner = (c: Condition): string =>
  (c.type === 'all' || c.type === 'any') && c.of.length > 1 ? `(${describeCondition(c)})` : describeCondition(c)

export function describeAction(a: Action): string {
  switch (a.type) {
    case 'command': {
      const params = Object.entries(a.params).map(([name, value]) => `${name} ${describeOperand(value)}`)
      return `${a.command} ${a.role}${params.length > 0 ? ` (${params.join(', ')})` : ''}`
    }
    case 'set':
      return a.mode === 'add' ? `${a.variable} + ${describeOperand(a.to)}` : `${a.variable} := ${describeOperand(a.to)}`
    case 'notify':
      return `tell the GM “${a.message}”`
  }
}

export function describeTrigger(t: Trigger, port = 'done'): string {
  switch (t.type) {
    case 'signal': {
      const what = `${t.role} ${t.signal}`
      if (t.match !== undefined) return `${what} ${t.match.op} ${describeOperand(t.match.value)}`
      return t.on === 'report' ? `${what} reported` : `${what} changes`
    }
    case 'condition':
      return describeCondition(t.condition)
    case 'after':
      return `after ${describeDuration(t.duration)}`
    case 'done':
      return port
    case 'operator':
      return `GM: ${t.label ?? t.action}`
    case 'event':
      return `event ${t.name}`
    case 'device':
      return `${t.role} goes ${t.health}`
  }
}
