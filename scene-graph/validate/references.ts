import { nodeDefinition } from '../nodes/registry.ts'
import type { SceneGraph } from '../parse.ts'
import type { Action } from '../schema/action.ts'
import type { Comparator, Condition } from '../schema/condition.ts'
import type { Duration, Operand, Scalar } from '../schema/values.ts'

type ValueType = 'boolean' | 'number' | 'text'
type Say = (code: string, message: string, path: string) => void

const typeOf = (value: Scalar): ValueType =>
  typeof value === 'string' ? 'text' : (typeof value as 'boolean' | 'number')

/** Do the names in conditions, actions and triggers exist, and do the types meet? */
export class References {
  private readonly nodeIds: ReadonlySet<string>

  constructor(private readonly graph: SceneGraph) {
    this.nodeIds = new Set(graph.nodes.map((node) => node.id))
  }

  /** The type that an operand has; undefined when its name is unknown (which is said). */
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
    }
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

  duration(duration: Duration, say: Say, path: string): void {
    if (typeof duration === 'number') return
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

  condition(condition: Condition, say: Say, path: string): void {
    switch (condition.type) {
      case 'all':
      case 'any':
        condition.of.forEach((part, i) => {
          this.condition(part, say, `${path}.of.${i}`)
        })
        return
      case 'not':
        this.condition(condition.of, say, `${path}.of`)
        return
      case 'held':
        this.condition(condition.of, say, `${path}.of`)
        this.duration(condition.for, say, `${path}.for`)
        return
      case 'compare': {
        const left = this.operand(condition.left, say, `${path}.left`)
        const right = this.operand(condition.right, say, `${path}.right`)
        this.comparison(left, condition.op, right, say, path)
        return
      }
      case 'active':
        if (!this.nodeIds.has(condition.node))
          say('node/unknown', `there is no node "${condition.node}"`, `${path}.node`)
    }
  }

  actions(actions: readonly Action[], say: Say, path: string): void {
    actions.forEach((action, i) => {
      this.action(action, say, `${path}.${i}`)
    })
  }

  action(action: Action, say: Say, path: string): void {
    switch (action.type) {
      case 'notify':
        return
      case 'set': {
        const wanted = this.variable(action.variable, say, `${path}.variable`)
        const given = this.operand(action.to, say, `${path}.to`)
        if (wanted !== undefined && given !== undefined && wanted !== given)
          say('set/type', `variable "${action.variable}" is ${wanted} and cannot hold a ${given}`, `${path}.to`)
        if (action.mode === 'add' && wanted !== undefined && wanted !== 'number')
          say('set/add', `only numbers can be added to; "${action.variable}" is ${wanted}`, `${path}.mode`)
        return
      }
      case 'command': {
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
  }
}

const outside = (value: number, range: { min?: number | undefined; max?: number | undefined }): boolean =>
  (range.min !== undefined && value < range.min) || (range.max !== undefined && value > range.max)

/** Every name used in nodes and edges. */
export function checkReferences(
  graph: SceneGraph,
  report: {
    node: NodeSay
    edge: NodeSay
    document: (severity: 'error', code: string, message: string, path?: string) => void
  },
): void {
  const references = new References(graph)
  for (const [name, variable] of Object.entries(graph.variables)) {
    const wanted = variable.type === 'duration' ? 'number' : variable.type
    if (typeOf(variable.initial) !== wanted)
      report.document(
        'error',
        'variable/initial',
        `variable "${name}" is ${variable.type} and cannot start as ${JSON.stringify(variable.initial)}`,
        `variables.${name}.initial`,
      )
  }
  graph.nodes.forEach((node, index) => {
    const say: Say = (code, message, path) => report.node('error', code, node.id, message, path)
    const at = `nodes.${index}.data`
    const lowering = nodeDefinition(node.type).lower(node.data)
    if ('entry' in lowering) {
      references.actions(lowering.entry, say, `${at}.entry`)
      references.actions(lowering.exit, say, `${at}.exit`)
    }
    if (lowering.kind === 'timed') references.duration(lowering.duration, say, `${at}.duration`)
    if (lowering.kind === 'steps') {
      const ids = new Set<string>()
      lowering.steps.forEach((step, i) => {
        references.action(step.action, say, `${at}.steps.${i}.action`)
        if (ids.has(step.id)) say('cue/duplicate-step', `two steps have the id "${step.id}"`, `${at}.steps.${i}.id`)
        ids.add(step.id)
      })
    }
  })
  graph.edges.forEach((edge, index) => {
    const say: Say = (code, message, path) => report.edge('error', code, edge.id, message, path)
    const at = `edges.${index}`
    if (edge.guard !== null) references.condition(edge.guard, say, `${at}.guard`)
    references.actions(edge.actions, say, `${at}.actions`)
    const { trigger } = edge
    if (trigger.type === 'condition') references.condition(trigger.condition, say, `${at}.trigger.condition`)
    else if (trigger.type === 'after') references.duration(trigger.duration, say, `${at}.trigger.duration`)
    else if (trigger.type === 'device') references.role(trigger.role, say, `${at}.trigger.role`)
    else if (trigger.type === 'signal') {
      const type = references.signal(trigger.role, trigger.signal, say, `${at}.trigger`)
      if (trigger.match !== undefined) {
        const given = references.operand(trigger.match.value, say, `${at}.trigger.match.value`)
        references.comparison(type, trigger.match.op, given, say, `${at}.trigger.match`)
      }
    }
  })
  graph.invariants.forEach((invariant, index) => {
    references.condition(
      invariant.never,
      (code, message, path) => report.document('error', code, message, path),
      `invariants.${index}.never`,
    )
  })
}

type NodeSay = (severity: 'error', code: string, id: string, message: string, path?: string) => void
