import type { Action, ActionOf } from './schema/action.ts'
import type { Condition } from './schema/condition.ts'
import type { Trigger } from './schema/trigger.ts'
import type { Duration, Operand } from './schema/values.ts'

/** Sentences for people: cards, edge pills, problems and logs all speak the same words. */

/** `250 ms`, `90 s`, `2 min 30 s`, `2 h 15 min`. */
export function describeMs(ms: number): string {
  if (ms > 0 && ms < 1_000) return `${ms} ms`
  const seconds = ms / 1_000
  if (seconds < 120) return `${Number(seconds.toFixed(1))} s`
  const minutes = Math.floor(seconds / 60)
  const rest = Math.round(seconds - minutes * 60)
  if (minutes >= 120)
    return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
  return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`
}

export function describeDuration(d: Duration): string {
  if (typeof d === 'number') return describeMs(d)
  return d.type === 'variable' ? d.name : d.cel
}

/** Whether a number that it is compared with is one of ms. */
const isTime = (o: Operand): boolean => o.type === 'elapsed' || o.type === 'remaining'

/** `time`: a number is one of ms. */
export function describeOperand(o: Operand, time = false): string {
  switch (o.type) {
    case 'constant':
      if (time && typeof o.value === 'number') return describeMs(o.value)
      return typeof o.value === 'string' ? `“${o.value}”` : String(o.value)
    case 'variable':
      return o.name
    case 'signal':
      return `${o.role} ${o.signal}`
    case 'health':
      return `${o.role} health`
    case 'payload':
      return `the event’s ${o.key}`
    case 'elapsed':
      return `time in ${o.node}`
    case 'remaining':
      return `time left of ${o.node}`
    case 'expression':
      return o.cel
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
      return `${describeOperand(c.left)} ${c.op} ${describeOperand(c.right, isTime(c.left))}`
    case 'held':
      return `${inner(c.of)} held for ${describeDuration(c.for)}`
    case 'at-least':
      return `${c.n} of ${c.of.map(inner).join(', ')}`
    case 'between':
      return `${describeOperand(c.value)} from ${describeOperand(c.min, isTime(c.value))} to ${describeOperand(c.max, isTime(c.value))}`
    case 'in':
      return `${describeOperand(c.value)} is ${c.of.map((o) => describeOperand(o, isTime(c.value))).join(' or ')}`
    case 'within':
      return `${describeOperand(c.value)} = ${describeOperand(c.of, isTime(c.value))} ± ${describeOperand(c.tolerance, isTime(c.value))}`
    case 'times':
      return `${c.of.type === 'signal' ? describeTrigger(c.of) : inner(c.of)} ${c.n} times within ${describeDuration(c.within)}`
    case 'changed':
      return `${describeOperand(c.value)} moved ${c.direction === 'any' ? '' : `${c.direction} `}by ${describeOperand(c.by, isTime(c.value))}`
    case 'active':
      return `${c.node} is active`
    case 'device':
      return `${c.role} is ${c.health}`
    case 'expression':
      return c.cel
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
      return a.mode === 'add'
        ? `${a.variable} + ${describeOperand(a.to)}`
        : `${a.variable} becomes ${describeOperand(a.to)}`
    case 'notify':
      return `tell the GM “${a.message}”`
    case 'media':
      return describeMedia(a)
    case 'light':
      return describeLight(a)
    case 'display':
      return a.show === 'clear'
        ? `clear screen ${a.screen}`
        : `show ${a.show === 'text' ? `“${a.text ?? ''}”` : (a.source ?? a.show)} on ${a.screen}`
    case 'hint':
      return `hint “${a.text}”`
    case 'timer':
      return describeTimer(a)
    case 'emit':
      return `emit ${a.event}${a.delay === undefined ? '' : ` in ${describeDuration(a.delay)}`}`
    case 'cancel':
      return `cancel ${a.id}`
    case 'scene':
      return `${a.op} scene ${a.graph}`
    case 'if': {
      const list = (actions: readonly Action[]): string => actions.map(describeAction).join(', ') || 'nothing'
      return `if ${describeCondition(a.condition)}: ${list(a.do)}${a.else.length > 0 ? `; else: ${list(a.else)}` : ''}`
    }
    case 'log':
      return `log “${a.message}”`
  }
}

function describeTimer({ op, node, by }: ActionOf<'timer'>): string {
  if (op !== 'add' || by === undefined) return `${op} ${node}`
  if (by.type !== 'constant' || typeof by.value !== 'number') return `add ${describeOperand(by)} to ${node}`
  return by.value < 0 ? `take ${describeMs(-by.value)} from ${node}` : `add ${describeMs(by.value)} to ${node}`
}

function describeMedia(a: ActionOf<'media'>): string {
  const what = a.source ?? a.channel ?? a.kind
  return a.op === 'play' ? `play ${what}` : a.op === 'stop' ? `stop ${what}` : `fade ${what} in ${describeMs(a.fade)}`
}

function describeLight(a: ActionOf<'light'>): string {
  const level = a.level === undefined ? '' : describeOperand(a.level)
  const target = a.look === undefined ? `light ${a.role ?? ''}` : `look ${a.look}`
  return [target, level, a.color ?? '', a.fade > 0 ? `in ${describeMs(a.fade)}` : ''].filter((t) => t !== '').join(' ')
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
