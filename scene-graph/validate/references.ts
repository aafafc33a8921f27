import { scopeOf } from '../compile/language.ts'
import { compileExpression } from '../expressions/expression.ts'
import type { ExpressionScope } from '../expressions/names.ts'
import type { Finding } from '../findings.ts'
import type { SceneGraph } from '../parse.ts'
import type { Action } from '../schema/action.ts'
import type { Comparator } from '../schema/comparator.ts'
import type { Condition } from '../schema/condition.ts'
import type { SignalTrigger } from '../schema/signal-trigger.ts'
import type { Duration, Operand, Scalar } from '../schema/values.ts'

type ValueType = 'boolean' | 'number' | 'text'
export type Say = (code: string, message: string, path: string, at?: Finding['at']) => void

export const typeOf = (value: Scalar): ValueType =>
  typeof value === 'string' ? 'text' : (typeof value as 'boolean' | 'number')

/** Do the names in conditions, actions and triggers exist, and do the types meet? */
export class References {
  private readonly types: ReadonlyMap<string, string>
  private readonly scope: ExpressionScope

  constructor(private readonly graph: SceneGraph) {
    this.types = new Map(graph.nodes.map((node) => [node.id, node.type]))
    this.scope = scopeOf(graph, Object.entries(graph.variables), undefined)
  }

  /** The type that an operand has; undefined when its name is unknown (which is said) or only the game will tell. */
  operand(operand: Operand, say: Say, path: string): ValueType | undefined {
    switch (operand.type) {
      case 'constant':
        return typeOf(operand.value)
      case 'variable':
        return this.variable(operand.name, say, `${path}.name`)
      case 'signal':
        return this.signal(operand.role, operand.signal, say, path)
      case 'health':
        this.role(operand.role, say, `${path}.role`)
        return 'text'
      case 'payload':
        return undefined
      case 'elapsed':
        this.node(operand.node, say, `${path}.node`)
        return 'number'
      case 'remaining':
        this.timer(operand.node, say, `${path}.node`)
        return 'number'
      case 'expression':
        return this.expression(operand.cel, undefined, say, `${path}.cel`)
    }
  }

  expression(cel: string, wanted: ValueType | undefined, say: Say, path: string): ValueType | undefined {
    const compiled = compileExpression(cel, this.scope, wanted)
    if (compiled.ok) return compiled.expression.type
    const { message, offset, length } = compiled.problem
    say('expression/error', `“${cel}”, character ${offset + 1}: ${message}`, path, { offset, length })
    return wanted
  }

  variable(name: string, say: Say, path: string): ValueType | undefined {
    const variable = this.graph.variables[name]
    if (variable === undefined) {
      say('variable/unknown', `there is no variable "${name}"`, path)
      return undefined
    }
    return variable.type === 'duration' ? 'number' : variable.type
  }

  role(name: string, say: Say, path: string): boolean {
    if (this.graph.roles[name] !== undefined) return true
    say('role/unknown', `there is no role "${name}"`, path)
    return false
  }

  signal(role: string, signal: string, say: Say, path: string): ValueType | undefined {
    if (!this.role(role, say, `${path}.role`)) return undefined
    const declared = this.graph.roles[role]?.signals[signal]
    if (declared === undefined) say('signal/unknown', `role "${role}" declares no signal "${signal}"`, `${path}.signal`)
    return declared?.type
  }

  node(id: string, say: Say, path: string): void {
    if (!this.types.has(id)) say('node/unknown', `there is no node "${id}"`, path)
  }

  /** A node with a countdown. */
  timer(id: string, say: Say, path: string): void {
    const type = this.types.get(id)
    if (type === undefined) say('node/unknown', `there is no node "${id}"`, path)
    else if (type !== 'delay' && type !== 'timer')
      say('node/no-timer', `"${id}" is a ${type}; only delays and timers have time left`, path)
  }

  duration(duration: Duration, say: Say, path: string): void {
    if (typeof duration === 'number') return
    if (duration.type === 'expression') {
      this.expression(duration.cel, 'number', say, `${path}.cel`)
      return
    }
    const type = this.variable(duration.name, say, `${path}.name`)
    if (type !== undefined && type !== 'number')
      say('duration/type', `a duration is a number of milliseconds; variable "${duration.name}" is ${type}`, path)
  }

  comparison(left: ValueType | undefined, op: Comparator, right: ValueType | undefined, say: Say, path: string): void {
    if (left === undefined || right === undefined) return
    if (left !== right) say('compare/type', `a ${left} is compared with a ${right}: that is never true`, path)
    else if (op !== '=' && op !== '≠' && left !== 'number')
      say('compare/order', `only numbers can be ${op}; this is ${left}`, `${path}.op`)
  }

  private numbers(operands: Readonly<Record<string, Operand>>, say: Say, path: string): void {
    for (const [key, operand] of Object.entries(operands)) {
      const type = this.operand(operand, say, `${path}.${key}`)
      if (type !== undefined && type !== 'number')
        say('compare/order', `only numbers lie between others; this is ${type}`, `${path}.${key}`)
    }
  }

  trigger(trigger: SignalTrigger, say: Say, path: string): void {
    const type = this.signal(trigger.role, trigger.signal, say, path)
    if (trigger.match === undefined) return
    const given = this.operand(trigger.match.value, say, `${path}.match.value`)
    this.comparison(type, trigger.match.op, given, say, `${path}.match`)
  }

  condition(c: Condition, say: Say, path: string): void {
    switch (c.type) {
      case 'all':
      case 'any':
        this.conditions(c.of, say, path)
        return
      case 'at-least':
        this.conditions(c.of, say, path)
        if (c.n > c.of.length) say('condition/never', `${c.n} of ${c.of.length} conditions can never hold`, `${path}.n`)
        return
      case 'not':
        this.condition(c.of, say, `${path}.of`)
        return
      case 'held':
        this.condition(c.of, say, `${path}.of`)
        this.duration(c.for, say, `${path}.for`)
        return
      case 'times':
        if (c.of.type === 'signal') this.trigger(c.of, say, `${path}.of`)
        else this.condition(c.of, say, `${path}.of`)
        this.duration(c.within, say, `${path}.within`)
        return
      case 'compare': {
        const left = this.operand(c.left, say, `${path}.left`)
        const right = this.operand(c.right, say, `${path}.right`)
        this.comparison(left, c.op, right, say, path)
        return
      }
      case 'between':
        this.numbers({ value: c.value, min: c.min, max: c.max }, say, path)
        return
      case 'within':
        this.numbers({ value: c.value, of: c.of, tolerance: c.tolerance }, say, path)
        return
      case 'in': {
        const value = this.operand(c.value, say, `${path}.value`)
        const of = c.of.map((one, i) => this.operand(one, say, `${path}.of.${i}`))
        if (value !== undefined && of.every((type) => type !== undefined && type !== value))
          say('compare/type', `a ${value} is compared with none of its type: that is never true`, path)
        return
      }
      case 'changed':
        this.operand(c.value, say, `${path}.value`)
        this.numbers({ by: c.by }, say, path)
        return
      case 'active':
        this.node(c.node, say, `${path}.node`)
        return
      case 'device':
        this.role(c.role, say, `${path}.role`)
        return
      case 'expression':
        this.expression(c.cel, 'boolean', say, `${path}.cel`)
    }
  }

  private conditions(of: readonly Condition[], say: Say, path: string): void {
    of.forEach((part, i) => {
      this.condition(part, say, `${path}.of.${i}`)
    })
  }

  actions(actions: readonly Action[], say: Say, path: string): void {
    actions.forEach((action, i) => {
      this.action(action, say, `${path}.${i}`)
    })
  }

  action(action: Action, say: Say, path: string): void {
    switch (action.type) {
      case 'notify':
      case 'hint':
      case 'cancel':
      case 'scene':
        return
      case 'display':
        if (action.show !== 'clear' && (action.show === 'text' ? action.text : action.source) === undefined)
          say('display/nothing', `it shows a ${action.show} and does not say which`, path)
        return
      case 'media':
        if (action.op === 'play' && action.source === undefined)
          say('media/nothing', 'it does not say what to play', path)
        this.fraction(action.volume, say, `${path}.volume`)
        return
      case 'light':
        if (action.role === undefined && action.look === undefined)
          say('light/nothing', 'it names no light and no look', path)
        if (action.role !== undefined) this.role(action.role, say, `${path}.role`)
        this.fraction(action.level, say, `${path}.level`)
        return
      case 'timer':
        this.timer(action.node, say, `${path}.node`)
        if (action.op === 'add' && action.by === undefined)
          say('timer/nothing', 'it does not say how much to add', path)
        if (action.by !== undefined) this.numbers({ by: action.by }, say, path)
        return
      case 'emit':
        for (const [name, value] of Object.entries(action.data)) this.operand(value, say, `${path}.data.${name}`)
        if (action.delay !== undefined) this.duration(action.delay, say, `${path}.delay`)
        return
      case 'log':
        if (action.value !== undefined) this.operand(action.value, say, `${path}.value`)
        return
      case 'set':
        this.set(action, say, path)
        return
      case 'command':
        this.command(action, say, path)
    }
  }

  /** Volumes and levels go from 0 to 1. */
  private fraction(operand: Operand | undefined, say: Say, path: string): void {
    if (operand === undefined) return
    const type = this.operand(operand, say, path)
    if (type !== undefined && type !== 'number') say('param/type', `it is a number from 0 to 1, not ${type}`, path)
    if (operand.type === 'constant' && typeof operand.value === 'number' && (operand.value < 0 || operand.value > 1))
      say('param/range', 'it must be from 0 to 1', path)
  }

  private set(action: Extract<Action, { type: 'set' }>, say: Say, path: string): void {
    const wanted = this.variable(action.variable, say, `${path}.variable`)
    const given = this.operand(action.to, say, `${path}.to`)
    const joins = action.mode === 'add' && wanted === 'text'
    if (wanted !== undefined && given !== undefined && wanted !== given && !joins)
      say('set/type', `variable "${action.variable}" is ${wanted} and cannot hold a ${given}`, `${path}.to`)
    if (action.mode === 'add' && wanted === 'boolean')
      say('set/add', `only numbers and texts can be added to; "${action.variable}" is ${wanted}`, `${path}.mode`)
  }

  private command(action: Extract<Action, { type: 'command' }>, say: Say, path: string): void {
    if (!this.role(action.role, say, `${path}.role`)) return
    const command = this.graph.roles[action.role]?.commands[action.command]
    if (command === undefined) {
      say('command/unknown', `role "${action.role}" declares no command "${action.command}"`, `${path}.command`)
      return
    }
    for (const [name, value] of Object.entries(action.params)) {
      const at = `${path}.params.${name}`
      const given = this.operand(value, say, at)
      const declared = command.params[name]
      if (declared === undefined) say('param/unknown', `"${action.command}" has no parameter "${name}"`, at)
      else if (given !== undefined && given !== declared.type)
        say('param/type', `parameter "${name}" of "${action.command}" is ${declared.type}, not ${given}`, at)
      else if (value.type === 'constant' && typeof value.value === 'number' && outside(value.value, declared))
        say('param/range', `parameter "${name}" must be from ${declared.min ?? '−∞'} to ${declared.max ?? '∞'}`, at)
    }
    for (const [name, declared] of Object.entries(command.params))
      if (!declared.optional && action.params[name] === undefined)
        say('param/missing', `"${action.command}" needs the parameter "${name}"`, `${path}.params`)
  }
}

const outside = (value: number, range: { min?: number | undefined; max?: number | undefined }): boolean =>
  (range.min !== undefined && value < range.min) || (range.max !== undefined && value > range.max)
