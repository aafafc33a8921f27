import { scopeOf } from '../compile/language.ts'
import { compileExpression, type Expression, type ExpressionProblem } from '../expressions/expression.ts'
import type { ExpressionScope } from '../expressions/names.ts'
import type { SceneGraph } from '../parse.ts'
import type { Role } from '../schema/document.ts'

export type ValueType = 'boolean' | 'number' | 'text'
type Command = Role['commands'][string]

/** Something that a judgement asked about the rest of the document, and what the answer was. */
export type Asked = { readonly of: Question; readonly a: string; readonly b: string; readonly answer: unknown }
type Question =
  | 'variable'
  | 'role'
  | 'signal'
  | 'momentary'
  | 'command'
  | 'node'
  | 'graph'
  | 'roles'
  | 'variables'
  | 'nodes'

/**
 * What names in a document stand for. Every answer is remembered with its question while something is judged: the
 * judgement holds for as long as the same questions have the same answers, whatever else was edited.
 */
export class Facts {
  private asked: Asked[] = []
  private scope: ExpressionScope | null = null

  constructor(
    private readonly graph: Pick<SceneGraph, 'roles' | 'variables' | 'graphs'>,
    /** Node id → type. */
    private readonly types: ReadonlyMap<string, string>,
  ) {}

  /** Same names, same meanings: a judgement made with one holds with the other. */
  equals(other: Facts): boolean {
    const { roles, variables, graphs } = this.graph
    return (
      roles === other.graph.roles &&
      variables === other.graph.variables &&
      graphs === other.graph.graphs &&
      this.types === other.types
    )
  }

  /** Runs a judgement; `asked` is everything that it depends on beside what it judges. */
  recording(judge: () => void): readonly Asked[] {
    this.asked = []
    judge()
    return this.asked
  }

  holds(asked: readonly Asked[]): boolean {
    return asked.every(({ of, a, b, answer }) => this.answer(of, a, b) === answer)
  }

  variable(name: string): ValueType | undefined {
    return this.ask('variable', name) as ValueType | undefined
  }
  role(name: string): boolean {
    return this.ask('role', name) as boolean
  }
  signal(role: string, signal: string): ValueType | undefined {
    return this.ask('signal', role, signal) as ValueType | undefined
  }
  /** Whether each report of it is an event of its own; undefined: there is no such signal. */
  momentary(role: string, signal: string): boolean | undefined {
    return this.ask('momentary', role, signal) as boolean | undefined
  }
  command(role: string, command: string): Command | undefined {
    return this.ask('command', role, command) as Command | undefined
  }
  /** A node's type. */
  node(id: string): string | undefined {
    return this.ask('node', id) as string | undefined
  }
  contained(key: string): SceneGraph | undefined {
    return this.ask('graph', key) as SceneGraph | undefined
  }
  /** For what depends on all of them: suggestions, bindings. */
  roles(): SceneGraph['roles'] {
    return this.ask('roles') as SceneGraph['roles']
  }
  variables(): SceneGraph['variables'] {
    return this.ask('variables') as SceneGraph['variables']
  }
  nodeIds(): string[] {
    return [...(this.ask('nodes') as ReadonlyMap<string, string>).keys()]
  }

  expression(
    cel: string,
    wanted: ValueType | undefined,
  ): { ok: true; expression: Expression } | { ok: false; problem: ExpressionProblem } {
    this.scope ??= scopeOf(this.graph, Object.entries(this.graph.variables), undefined)
    const compiled = compileExpression(cel, this.scope, wanted)
    if (!compiled.ok) {
      // Its message speaks of what names there are instead.
      this.ask('roles')
      this.ask('variables')
      return compiled
    }
    const { variables, signals, health, clock } = compiled.expression.uses
    for (const name of variables) this.ask('variable', name)
    for (const { role, signal } of signals) this.ask('signal', role, signal)
    for (const role of health) this.ask('role', role)
    // A variable of that name would hide the clock.
    if (clock) this.ask('variable', 'now')
    return compiled
  }

  private ask(of: Question, a = '', b = ''): unknown {
    const answer = this.answer(of, a, b)
    this.asked.push({ of, a, b, answer })
    return answer
  }

  private answer(of: Question, a: string, b: string): unknown {
    const { roles, variables, graphs } = this.graph
    switch (of) {
      case 'variable': {
        const type = variables[a]?.type
        return type === 'duration' ? 'number' : type
      }
      case 'role':
        return roles[a] !== undefined
      case 'signal':
        return roles[a]?.signals[b]?.type
      case 'momentary':
        return roles[a]?.signals[b]?.momentary
      case 'command':
        return roles[a]?.commands[b]
      case 'node':
        return this.types.get(a)
      case 'graph':
        return graphs[a]
      case 'roles':
        return roles
      case 'variables':
        return variables
      case 'nodes':
        return this.types
    }
  }
}
