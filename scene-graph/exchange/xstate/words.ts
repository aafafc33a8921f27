import type { Action } from '../../schema/action.ts'
import type { Condition } from '../../schema/condition.ts'
import { type Duration, type Operand, scalar } from '../../schema/values.ts'
import type { ChartVariable } from '../chart.ts'
import { firstThatHolds } from '../choice.ts'
import { isScalar, partsOf } from '../ecmascript/literal.ts'
import { JsProblem } from '../ecmascript/parse.ts'
import { type JsScope, translateCondition, translateValue, typeOfScalar } from '../ecmascript/translate.ts'
import type { Losses, Place } from '../foreign-error.ts'
import { isRecord, toId, toName, Unique } from '../names.ts'
import type { EventNames } from './event-names.ts'
import { conditionIn, ourAction } from './forms.ts'

/** What a named delay lasts here, ms: long enough to be seen, short enough to wait for. */
const UNKNOWN_DELAY = 1_000

const ALWAYS: Condition = { type: 'all', of: [] }

/**
 * Guards, actions and delays of a configuration in our words. What is only a name there gets a variable of that name,
 * so that the machine can be played; that is listed.
 */
export class Words {
  private readonly names = new Unique()
  private readonly declared = new Map<string, ChartVariable>()
  /** What a foreign name is called here: `context:count`, `guard:isOpen {"n":1}`, `delay:TIMEOUT`. */
  private readonly called = new Map<string, string>()
  private readonly scope: JsScope
  private readonly delayed = new Set<string>()

  constructor(
    context: unknown,
    private readonly events: EventNames,
    private readonly losses: Losses,
    private readonly stateOf: (id: string) => string | undefined,
    /** Which delayed events are called off somewhere; null: each has the id that it says. */
    private readonly calledOff: ReadonlySet<string> | null,
  ) {
    // A record is a variable for each of its values.
    for (const [key, whole] of isRecord(context) ? Object.entries(context) : [])
      for (const { path, value } of partsOf(whole) ?? [{ path: [], value: whole }]) {
        const at = [key, ...path].join('.')
        if (isScalar(value)) this.declare('context', at, { type: typeOfScalar(value), initial: value })
        else
          losses.add('context/value', `“${at}” is no boolean, number or text: there is no variable for it`, {
            path: `context.${at}`,
          })
      }
    this.scope = {
      variable: ([of, ...path]) => {
        const name = of === 'context' && path.length > 0 ? this.name('context', path.join('.')) : undefined
        const type = name === undefined ? undefined : this.declared.get(name)?.type
        return name === undefined || type === undefined
          ? undefined
          : { name, type: type === 'duration' ? 'number' : type }
      },
      payload: (path) => payloadOf(path),
      state: stateOf,
    }
  }

  get variables(): Record<string, ChartVariable> {
    return Object.fromEntries(this.declared)
  }

  private name(kind: string, key: string): string | undefined {
    return this.called.get(`${kind}:${key}`)
  }

  private declare(kind: string, key: string, variable: ChartVariable): string {
    const name = this.names.take(toName(key))
    this.called.set(`${kind}:${key}`, name)
    this.declared.set(name, variable)
    return name
  }

  /** A guard, or v4's `cond`; null: none. */
  guard(raw: unknown, place: Place): Condition | null {
    if (raw === undefined || raw === null) return null
    if (typeof raw === 'string')
      return isExpression(raw) ? this.expression(raw, place) : this.named(raw, undefined, place)
    if (!isRecord(raw)) return this.unknownGuard(place)
    const ours = conditionIn(raw)
    if (ours !== undefined) return ours
    const { params } = raw
    const type = typeof raw.type === 'string' && raw.type !== 'xstate.guard' ? raw.type : raw.name
    if (typeof type !== 'string') return this.unknownGuard(place)
    const inside = isRecord(params) ? params : {}
    const parts = [raw.guards, raw.children, inside.guards].find(Array.isArray)
    const one = raw.guard ?? inside.guard ?? parts?.[0]
    switch (type.replace(/^xstate\./, '')) {
      case 'and':
      case 'or':
        if (parts !== undefined)
          return {
            type: type.endsWith('and') ? 'all' : 'any',
            of: parts.map((part: unknown) => this.guard(part, place) ?? ALWAYS),
          }
        break
      case 'not':
        if (one !== undefined) return { type: 'not', of: this.guard(one, place) ?? ALWAYS }
        break
      case 'stateIn': {
        const state = raw.stateId ?? raw.stateValue ?? inside.stateId ?? inside.stateValue ?? inside.state
        const active = this.active(state)
        if (active !== null) return active
        break
      }
    }
    return this.named(type, params, place)
  }

  private unknownGuard(place: Place): Condition {
    this.losses.add('guard/none', 'this guard has no form here: the transition has none', place)
    return ALWAYS
  }

  /** v4's `in`. */
  stateIn(raw: unknown, place: Place): Condition | null {
    if (raw === undefined || raw === null) return null
    return this.active(raw) ?? this.unknownGuard(place)
  }

  /** A state by its name, or as much of the machine as `{ a: { b: 'c' } }` says. */
  private active(raw: unknown, above = ''): Condition | null {
    if (typeof raw === 'string') {
      const node = this.stateOf(`${above}${raw.replace(/^#/, '')}`)
      return node === undefined ? null : { type: 'active', node }
    }
    if (!isRecord(raw) || Object.keys(raw).length === 0) return null
    const parts = Object.entries(raw).map(([key, inside]) =>
      isRecord(inside) && Object.keys(inside).length === 0
        ? this.active(key, above)
        : this.active(inside, `${above}${key.replaceAll('.', '\\.')}.`),
    )
    const of = parts.filter((part) => part !== null)
    return of.length < parts.length ? null : { type: 'all', of }
  }

  private named(type: string, params: unknown, place: Place): Condition {
    const key = params === undefined || params === null ? type : `${type} ${JSON.stringify(params)}`
    const context = this.name('context', type)
    const known =
      context !== undefined && this.declared.get(context)?.type === 'boolean' ? context : this.name('guard', key)
    const name = known ?? this.declare('guard', key, { type: 'boolean', initial: true })
    this.losses.add(
      'guard/named',
      `what the guard “${key}” asks is not in the file: the variable “${name}” stands for it`,
      place,
    )
    return {
      type: 'compare',
      left: { type: 'variable', name },
      op: '=',
      right: { type: 'constant', value: true },
    }
  }

  private expression(raw: string, place: Place): Condition {
    try {
      return translateCondition(expressionText(raw), this.scope)
    } catch (error) {
      if (!(error instanceof JsProblem)) throw error
      this.losses.add('guard/expression', `“${raw.slice(0, 80)}”: ${error.message}: it counts as true`, place)
      return ALWAYS
    }
  }

  /** Entry, exit or transition actions: one or a list. */
  actions(raw: unknown, place: Place): Action[] {
    if (raw === undefined || raw === null) return []
    return (Array.isArray(raw) ? raw : [raw]).flatMap((item: unknown) => this.action(item, place))
  }

  private action(raw: unknown, place: Place): Action[] {
    if (typeof raw === 'string') return this.unknownAction(raw, undefined, place)
    if (!isRecord(raw) || typeof raw.type !== 'string') {
      this.losses.add('action/none', 'this action has no form here and is left out', place)
      return []
    }
    const { type, params } = raw
    const ours = ourAction(type, params)
    if (ours !== undefined) return [ours]
    // v5 and the editor's files put what belongs to a built-in action into `params`, v4 beside its type.
    const all: Record<string, unknown> = { ...raw, ...(isRecord(params) ? params : {}), type }
    switch (type) {
      case 'xstate.assign':
        return this.assign(all.assignment ?? params, place)
      case 'xstate.raise':
        return this.emit(all, 'self', place)
      case 'xstate.send':
      case 'xstate.sendTo':
      case 'xstate.sendParent':
      case 'sendParent': {
        const to = all.to ?? all.actorRef ?? (type.endsWith('Parent') ? 'its parent' : null)
        if (to === null || to === '#_internal') return this.emit(all, 'self', place)
        this.losses.add(
          'action/receiver',
          `who this is sent to (${text(to)}) is not in the file: it goes to the room`,
          place,
        )
        return this.emit(all, 'room', place)
      }
      case 'xstate.emit':
        return this.emit(all, 'room', place)
      case 'xstate.cancel':
        return typeof all.sendId === 'string' ? [{ type: 'cancel', id: toId(all.sendId) }] : []
      case 'xstate.log':
        return [this.log(text(all.message ?? all.label ?? all.expr ?? ''))]
      case 'xstate.choose':
        if (Array.isArray(all.conds)) return this.choose(all.conds, place)
        return this.unknownAction(type, params, place)
      default:
        return this.unknownAction(type, params, place)
    }
  }

  /** v4's `choose`: the first of a list whose `cond` holds. */
  private choose(conds: readonly unknown[], place: Place): Action[] {
    const ways = conds.filter(isRecord).map((way) => ({
      condition: this.guard(way.cond ?? way.guard, place),
      actions: this.actions(way.actions, place),
    }))
    const rest = ways.findIndex(({ condition }) => condition === null)
    const asked = ways.flatMap(({ condition, actions }) => (condition === null ? [] : [{ condition, actions }]))
    return rest < 0 ? firstThatHolds(asked, []) : firstThatHolds(asked.slice(0, rest), ways[rest]?.actions ?? [])
  }

  private log(message: string): Action {
    return { type: 'log', level: 'info', message: message.slice(0, 500) }
  }

  private unknownAction(type: string, params: unknown, place: Place): Action[] {
    const told = params === undefined || params === null ? type : `${type} ${JSON.stringify(params)}`
    this.losses.add('action/named', `what the action “${type}” does is not in the file: it is logged`, place)
    return [this.log(told)]
  }

  private assign(raw: unknown, place: Place): Action[] {
    // What is computed is code, of which a file has nothing left.
    if (!isRecord(raw) || Object.keys(raw).length === 0) {
      this.losses.add('action/assign', 'what is assigned is code: it is left out', place)
      return []
    }
    return Object.entries(raw).flatMap(([key, value]): Action[] => {
      const given = this.value(value, place)
      if (given === null) {
        this.losses.add('action/assign', `what is assigned to “${key}” has no form here: it is left out`, place)
        return []
      }
      const initial = given.operand.type === 'constant' ? given.operand.value : null
      const name =
        this.name('context', key) ??
        (initial === null
          ? undefined
          : this.declare('context', key, { type: typeOfScalar(initial), initial: UNSET[typeOfScalar(initial)] }))
      const type = name === undefined ? undefined : this.declared.get(name)?.type
      if (name === undefined || (given.type !== null && given.type !== (type === 'duration' ? 'number' : type))) {
        this.losses.add('action/assign', `“${key}” cannot hold what is assigned to it: it is left out`, place)
        return []
      }
      return [{ type: 'set', variable: name, to: given.operand, mode: 'set' }]
    })
  }

  private value(raw: unknown, place: Place): { operand: Operand; type: 'boolean' | 'number' | 'text' | null } | null {
    const read = scalar.safeParse(raw)
    if (!read.success) return null
    if (typeof read.data !== 'string' || !isExpression(read.data))
      return { operand: { type: 'constant', value: read.data }, type: typeOfScalar(read.data) }
    try {
      return translateValue(expressionText(read.data), this.scope)
    } catch (error) {
      if (!(error instanceof JsProblem)) throw error
      this.losses.add('action/expression', `“${read.data.slice(0, 80)}”: ${error.message}`, place)
      return null
    }
  }

  private emit(raw: Readonly<Record<string, unknown>>, to: 'self' | 'room', place: Place): Action[] {
    const { event, delay, id } = raw
    const named = typeof event === 'string' ? event : isRecord(event) ? event.type : undefined
    if (typeof named !== 'string' || isExpression(named)) {
      this.losses.add('action/event', 'which event this sends is code: it is left out', place)
      return []
    }
    const data: Record<string, Operand> = {}
    for (const [key, value] of isRecord(event) ? Object.entries(event) : []) {
      if (key === 'type') continue
      const given = this.value(value, place)
      if (given === null) this.losses.add('action/data', `the event's “${key}” has no form here: it is left out`, place)
      else data[toName(key)] = given.operand
    }
    const wait = delay === undefined || delay === null ? undefined : this.delay(delay, place)
    const called = wait === undefined ? undefined : this.calledId(id, named, raw.type, place)
    return [
      {
        type: 'emit',
        event: this.events.of(named, place),
        data,
        to,
        ...(wait === undefined ? {} : { delay: wait }),
        ...(called === undefined ? {} : { id: toId(called) }),
      },
    ]
  }

  /**
   * What a delayed event is called. A second one of the same id takes the place of the first here, in XState both come:
   * an id that nobody asks for is left out.
   */
  private calledId(id: unknown, event: string, type: unknown, place: Place): string | undefined {
    // v4 calls what has no id after its event.
    const called = typeof id === 'string' ? id : type === 'xstate.send' ? event : undefined
    if (this.calledOff === null) return typeof id === 'string' ? id : undefined
    if (called === undefined || !this.calledOff.has(called)) return undefined
    if (this.delayed.has(called))
      this.losses.add(
        'raise/again',
        `sent again before it came, “${called}” comes once here, later; in XState both come`,
        place,
      )
    this.delayed.add(called)
    return called
  }

  /** Milliseconds, or the name of a delay whose length the file does not tell. */
  delay(raw: unknown, place: Place): Duration {
    const ms = typeof raw === 'number' ? raw : typeof raw === 'string' && raw.trim() !== '' ? Number(raw) : Number.NaN
    if (Number.isFinite(ms) && ms >= 0) return ms
    const key = text(raw)
    if (isExpression(key)) {
      const given = this.value(key, place)
      if (given?.type === 'number' && given.operand.type === 'variable') return given.operand
      if (given?.type === 'number' && given.operand.type === 'expression') return given.operand
    }
    const context = this.name('context', key)
    const type = context === undefined ? undefined : this.declared.get(context)?.type
    if (context !== undefined && (type === 'number' || type === 'duration')) return { type: 'variable', name: context }
    const known = this.name('delay', key)
    if (known !== undefined) return { type: 'variable', name: known }
    const name = this.declare('delay', key, { type: 'duration', initial: UNKNOWN_DELAY })
    this.losses.add(
      'delay/named',
      `how long the delay “${key}” lasts is not in the file: the variable “${name}” says ${UNKNOWN_DELAY} ms`,
      place,
    )
    return { type: 'variable', name }
  }
}

const UNSET = { boolean: false, number: 0, text: '' } as const

const text = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))

/** `{{ … }}`: an expression in a file that holds no code. */
const isExpression = (raw: string): boolean => /^\s*\{\{[\s\S]*\}\}\s*$/.test(raw)
const expressionText = (raw: string): string => raw.trim().slice(2, -2)

/** `event.x`, and `event.data.x` as older machines have it. */
function payloadOf(path: readonly string[]): string | undefined {
  const [of, ...keys] = path
  if (of !== 'event') return undefined
  const [key, ...more] = keys.length > 1 && ['data', 'output', 'params'].includes(keys[0] ?? '') ? keys.slice(1) : keys
  return key === undefined || key === 'type' || more.length > 0 ? undefined : toName(key)
}
