import { closest } from '../expressions/suggest.ts'
import type { Fix } from '../findings.ts'
import { COUNTS_DOWN } from '../nodes/countdowns.ts'
import type { Action } from '../schema/action.ts'
import type { Comparator } from '../schema/comparator.ts'
import type { Condition } from '../schema/condition.ts'
import type { SignalTrigger } from '../schema/signal-trigger.ts'
import type { Duration, Operand, Scalar } from '../schema/values.ts'
import type { Facts, ValueType } from './facts.ts'
import { fixBy, type Say, type Subject, setAt } from './verdict.ts'

export const typeOf = (value: Scalar): ValueType =>
  typeof value === 'string' ? 'text' : (typeof value as 'boolean' | 'number')

/** Do the names in the conditions, actions and triggers of one thing exist, and do the types meet? */
export class References {
  constructor(
    private readonly facts: Facts,
    private readonly subject: Subject,
    private readonly say: Say,
  ) {}

  /** The type that an operand has; undefined when its name is unknown (which is said) or only the game will tell. */
  operand(operand: Operand, path: string): ValueType | undefined {
    switch (operand.type) {
      case 'constant':
        return typeOf(operand.value)
      case 'variable':
        return this.variable(operand.name, `${path}.name`)
      case 'signal':
        return this.signal(operand.role, operand.signal, path)
      case 'health':
        this.role(operand.role, `${path}.role`)
        return 'text'
      case 'payload':
        return undefined
      case 'elapsed':
        this.node(operand.node, `${path}.node`)
        return 'number'
      case 'remaining':
        this.timer(operand.node, `${path}.node`)
        return 'number'
      case 'expression':
        return this.expression(operand.cel, undefined, `${path}.cel`)
    }
  }

  expression(cel: string, wanted: ValueType | undefined, path: string): ValueType | undefined {
    const compiled = this.facts.expression(cel, wanted)
    if (compiled.ok) return compiled.expression.type
    const { message, offset, length } = compiled.problem
    this.say('expression/error', `“${cel}”, character ${offset + 1}: ${message}`, path, { at: { offset, length } })
    return wanted
  }

  variable(name: string, path: string): ValueType | undefined {
    const type = this.facts.variable(name)
    if (type === undefined)
      this.say('variable/unknown', `there is no variable "${name}"`, path, {
        fix: this.meant(name, Object.keys(this.facts.variables()), path),
      })
    return type
  }

  role(name: string, path: string): boolean {
    if (this.facts.role(name)) return true
    const meant = this.meant(name, Object.keys(this.facts.roles()), path)
    const declare = { change: 'document' as const, path: ['roles', name], value: { signals: {}, commands: {} } }
    this.say('role/unknown', `there is no role "${name}"`, path, {
      fix: meant ?? fixBy(`Declare the role “${name}”`, declare),
    })
    return false
  }

  signal(role: string, signal: string, path: string): ValueType | undefined {
    if (!this.role(role, `${path}.role`)) return undefined
    const type = this.facts.signal(role, signal)
    if (type === undefined)
      this.say('signal/unknown', `role "${role}" declares no signal "${signal}"`, `${path}.signal`, {
        fix: this.meant(signal, Object.keys(this.facts.roles()[role]?.signals ?? {}), `${path}.signal`),
      })
    return type
  }

  node(id: string, path: string): string | undefined {
    const type = this.facts.node(id)
    if (type === undefined)
      this.say('node/unknown', `there is no node "${id}"`, path, { fix: this.meant(id, this.facts.nodeIds(), path) })
    else if (type === 'note' || type === 'frame' || type === 'hints')
      this.say('node/never-active', `"${id}" is a ${type}, which is never active`, path, { severity: 'warning' })
    return type
  }

  /** A node with a countdown. */
  timer(id: string, path: string): void {
    const type = this.node(id, path)
    if (type !== undefined && !COUNTS_DOWN.has(type))
      this.say('node/no-timer', `"${id}" is a ${type}; only delays, timers and timelines have time left`, path)
  }

  duration(duration: Duration, path: string): void {
    if (typeof duration === 'number') return
    if (duration.type === 'expression') {
      this.expression(duration.cel, 'number', `${path}.cel`)
      return
    }
    const type = this.variable(duration.name, `${path}.name`)
    if (type !== undefined && type !== 'number')
      this.say('duration/type', `a duration is a number of milliseconds; variable "${duration.name}" is ${type}`, path)
  }

  /** Of a comparison; `constants` are its sides, so that one of the wrong type can be mended. */
  comparison(
    left: ValueType | undefined,
    op: Comparator,
    right: ValueType | undefined,
    path: string,
    sides: readonly { operand: Operand; path: string }[] = [],
  ): void {
    if (left === undefined || right === undefined) return
    if (left !== right)
      this.say('compare/type', `a ${left} is compared with a ${right}: that is never true`, path, {
        fix: sides.map(({ operand, path: at }, i) => this.converted(operand, i === 0 ? right : left, at)).find(Boolean),
      })
    else if (op !== '=' && op !== '≠' && left !== 'number')
      this.say('compare/order', `only numbers can be ${op}; this is ${left}`, `${path}.op`)
  }

  /** The same constant as another type, if it says the same: `"3"` as 3, `"true"` as true. */
  private converted(operand: Operand, wanted: ValueType, path: string): Fix | undefined {
    if (operand.type !== 'constant' || typeOf(operand.value) === wanted) return undefined
    const text = String(operand.value)
    const value =
      wanted === 'text'
        ? text
        : wanted === 'number' && text.trim() !== '' && Number.isFinite(Number(text))
          ? Number(text)
          : wanted === 'boolean' && (text === 'true' || text === 'false')
            ? text === 'true'
            : undefined
    if (value === undefined) return undefined
    return fixBy(`Make it ${JSON.stringify(value)}, a ${wanted}`, this.edit(path, { type: 'constant', value }))
  }

  numbers(operands: Readonly<Record<string, Operand>>, path: string): void {
    for (const [key, operand] of Object.entries(operands)) {
      const type = this.operand(operand, `${path}.${key}`)
      if (type !== undefined && type !== 'number')
        this.say('compare/order', `only numbers lie between others; this is ${type}`, `${path}.${key}`, {
          fix: this.converted(operand, 'number', `${path}.${key}`),
        })
    }
  }

  trigger(trigger: SignalTrigger, path: string): void {
    const type = this.signal(trigger.role, trigger.signal, path)
    if (trigger.match === undefined) return
    const at = `${path}.match.value`
    const given = this.operand(trigger.match.value, at)
    if (given === undefined || type === undefined) return
    const ours = { type: 'signal' as const, role: trigger.role, signal: trigger.signal }
    this.comparison(type, trigger.match.op, given, `${path}.match`, [
      { operand: ours, path },
      { operand: trigger.match.value, path: at },
    ])
  }

  condition(c: Condition, path: string): void {
    switch (c.type) {
      case 'all':
      case 'any':
        this.conditions(c.of, path)
        return
      case 'at-least':
        this.conditions(c.of, path)
        if (c.n > c.of.length)
          this.say('condition/never', `${c.n} of ${c.of.length} conditions can never hold`, `${path}.n`, {
            fix: fixBy(`Ask for ${c.of.length}`, this.edit(`${path}.n`, c.of.length)),
          })
        return
      case 'not':
        this.condition(c.of, `${path}.of`)
        return
      case 'held':
        this.condition(c.of, `${path}.of`)
        this.duration(c.for, `${path}.for`)
        return
      case 'times':
        if (c.of.type === 'signal') this.trigger(c.of, `${path}.of`)
        else this.condition(c.of, `${path}.of`)
        this.duration(c.within, `${path}.within`)
        return
      case 'compare': {
        const left = this.operand(c.left, `${path}.left`)
        const right = this.operand(c.right, `${path}.right`)
        this.comparison(left, c.op, right, path, [
          { operand: c.left, path: `${path}.left` },
          { operand: c.right, path: `${path}.right` },
        ])
        return
      }
      case 'between':
        this.numbers({ value: c.value, min: c.min, max: c.max }, path)
        this.span(c.min, c.max, path)
        return
      case 'within':
        this.numbers({ value: c.value, of: c.of, tolerance: c.tolerance }, path)
        if (lessThanNothing(c.tolerance)) this.say('condition/never', NEVER_NEAR, `${path}.tolerance`)
        return
      case 'in': {
        const value = this.operand(c.value, `${path}.value`)
        const of = c.of.map((one, i) => this.operand(one, `${path}.of.${i}`))
        if (value !== undefined && of.every((type) => type !== undefined && type !== value))
          this.say('compare/type', `a ${value} is compared with none of its type: that is never true`, path)
        return
      }
      case 'changed':
        this.operand(c.value, `${path}.value`)
        this.numbers({ by: c.by }, path)
        return
      case 'active':
        this.node(c.node, `${path}.node`)
        return
      case 'device':
        this.role(c.role, `${path}.role`)
        return
      case 'expression':
        this.expression(c.cel, 'boolean', `${path}.cel`)
    }
  }

  private conditions(of: readonly Condition[], path: string): void {
    of.forEach((part, i) => {
      this.condition(part, `${path}.of.${i}`)
    })
  }

  /** Nothing lies between 5 and 3. */
  private span(min: Operand, max: Operand, path: string): void {
    if (min.type !== 'constant' || max.type !== 'constant') return
    if (typeof min.value !== 'number' || typeof max.value !== 'number' || min.value <= max.value) return
    this.say('condition/never', `nothing lies between ${min.value} and ${max.value}`, path, {
      fix: {
        label: 'Swap them',
        edits: [this.edit(`${path}.min`, max), this.edit(`${path}.max`, min)],
      },
    })
  }

  actions(actions: readonly Action[], path: string): void {
    actions.forEach((action, i) => {
      this.action(action, `${path}.${i}`)
    })
  }

  action(action: Action, path: string): void {
    switch (action.type) {
      case 'notify':
      case 'hint':
      case 'cancel':
      case 'scene':
        return
      case 'display':
        if (action.show !== 'clear' && (action.show === 'text' ? action.text : action.source) === undefined)
          this.say('display/nothing', `it shows a ${action.show} and does not say which`, path)
        return
      case 'media':
        if (action.op === 'play' && action.source === undefined)
          this.say('media/nothing', 'it does not say what to play', path)
        this.fraction(action.volume, `${path}.volume`)
        return
      case 'light':
        if (action.role === undefined && action.look === undefined)
          this.say('light/nothing', 'it names no light and no look', path)
        if (action.role !== undefined) this.role(action.role, `${path}.role`)
        this.fraction(action.level, `${path}.level`)
        return
      case 'timer':
        this.timer(action.node, `${path}.node`)
        if (action.op === 'add' && action.by === undefined)
          this.say('timer/nothing', 'it does not say how much to add', path)
        if (action.by !== undefined) this.numbers({ by: action.by }, path)
        return
      case 'emit':
        for (const [name, value] of Object.entries(action.data)) this.operand(value, `${path}.data.${name}`)
        if (action.delay !== undefined) this.duration(action.delay, `${path}.delay`)
        return
      case 'if':
        this.condition(action.condition, `${path}.condition`)
        if (remembers(action.condition))
          this.say(
            'action/no-memory',
            '“held”, “times” and “changed” remember what was while a node is active; here the condition is judged once',
            `${path}.condition`,
          )
        this.actions(action.do, `${path}.do`)
        this.actions(action.else, `${path}.else`)
        return
      case 'log':
        if (action.value !== undefined) this.operand(action.value, `${path}.value`)
        return
      case 'set':
        this.set(action, path)
        return
      case 'command':
        this.command(action, path)
    }
  }

  /** Volumes and levels go from 0 to 1. */
  private fraction(operand: Operand | undefined, path: string): void {
    if (operand === undefined) return
    const type = this.operand(operand, path)
    if (type !== undefined && type !== 'number')
      this.say('param/type', `it is a number from 0 to 1, not ${type}`, path, {
        fix: this.converted(operand, 'number', path),
      })
    this.range(operand, { min: 0, max: 1 }, 'it must be from 0 to 1', path)
  }

  private range(operand: Operand, range: Range, message: string, path: string): void {
    if (operand.type !== 'constant' || typeof operand.value !== 'number') return
    const value = Math.max(range.min ?? -Infinity, Math.min(range.max ?? Infinity, operand.value))
    if (value === operand.value) return
    const fits = value >= (range.min ?? -Infinity) && value <= (range.max ?? Infinity)
    this.say('param/range', message, path, {
      fix: fits ? fixBy(`Make it ${value}`, this.edit(path, { type: 'constant', value })) : undefined,
    })
  }

  private set(action: Extract<Action, { type: 'set' }>, path: string): void {
    const wanted = this.variable(action.variable, `${path}.variable`)
    const given = this.operand(action.to, `${path}.to`)
    const joins = action.mode === 'add' && wanted === 'text'
    if (wanted !== undefined && given !== undefined && wanted !== given && !joins)
      this.say('set/type', `variable "${action.variable}" is ${wanted} and cannot hold a ${given}`, `${path}.to`, {
        fix: this.converted(action.to, wanted, `${path}.to`),
      })
    if (action.mode === 'add' && wanted === 'boolean')
      this.say('set/add', `only numbers and texts can be added to; "${action.variable}" is ${wanted}`, `${path}.mode`, {
        fix: fixBy('Set it', this.edit(`${path}.mode`, 'set')),
      })
  }

  private command(action: Extract<Action, { type: 'command' }>, path: string): void {
    if (!this.role(action.role, `${path}.role`)) return
    const command = this.facts.command(action.role, action.command)
    if (command === undefined) {
      const at = `${path}.command`
      this.say('command/unknown', `role "${action.role}" declares no command "${action.command}"`, at, {
        fix: this.meant(action.command, Object.keys(this.facts.roles()[action.role]?.commands ?? {}), at),
      })
      return
    }
    for (const [name, value] of Object.entries(action.params)) {
      const at = `${path}.params.${name}`
      const given = this.operand(value, at)
      const declared = command.params[name]
      if (declared === undefined)
        this.say('param/unknown', `"${action.command}" has no parameter "${name}"`, at, {
          fix: fixBy(`Leave “${name}” out`, this.edit(at)),
        })
      else if (given !== undefined && given !== declared.type)
        this.say('param/type', `parameter "${name}" of "${action.command}" is ${declared.type}, not ${given}`, at, {
          fix: this.converted(value, declared.type, at),
        })
      else
        this.range(
          value,
          declared,
          `parameter "${name}" must be from ${declared.min ?? '−∞'} to ${declared.max ?? '∞'}`,
          at,
        )
    }
    for (const [name, declared] of Object.entries(command.params))
      if (!declared.optional && action.params[name] === undefined)
        this.say('param/missing', `"${action.command}" needs the parameter "${name}"`, `${path}.params`)
  }

  private edit(path: string, value?: unknown) {
    return setAt(this.subject, path, value)
  }

  /** The name that was probably meant, if one is a letter or two away. */
  private meant(name: string, among: readonly string[], path: string): Fix | undefined {
    const meant = closest(name, among)
    return meant === undefined ? undefined : fixBy(`Use “${meant}”`, this.edit(path, meant))
  }
}

type Range = { min?: number | undefined; max?: number | undefined }

/** Whether a condition is about more than this moment. */
function remembers(condition: Condition): boolean {
  switch (condition.type) {
    case 'held':
    case 'times':
    case 'changed':
      return true
    case 'all':
    case 'any':
    case 'at-least':
      return condition.of.some(remembers)
    case 'not':
      return remembers(condition.of)
    case 'active':
    case 'between':
    case 'compare':
    case 'device':
    case 'expression':
    case 'in':
    case 'within':
      return false
  }
}

export const lessThanNothing = (operand: Operand): boolean =>
  operand.type === 'constant' && typeof operand.value === 'number' && operand.value < 0
export const NEVER_NEAR = 'nothing is as near as less than nothing'
