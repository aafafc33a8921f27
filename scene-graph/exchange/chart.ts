import type { Action } from '../schema/action.ts'
import type { Condition } from '../schema/condition.ts'
import type { Trigger } from '../schema/trigger.ts'
import type { Operand } from '../schema/values.ts'
import type { Place } from './foreign-error.ts'

/**
 * A foreign statechart in our words, before it is a document: what the readers of both formats make and `assemble`
 * takes. States are a tree and are named by the ids that their nodes will have.
 */
export type Chart = {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly initial: ChartInitial | null
  readonly variables: Readonly<Record<string, ChartVariable>>
  /** The machine itself reacts (a root with transitions, or one that is parallel): it needs a node around everything. */
  readonly root: (Omit<ChartState, 'children' | 'id'> & { readonly id?: string }) | null
  readonly states: readonly ChartState[]
  /** States whose ends are told as events, whether or not a transition names them. */
  readonly told?: readonly string[]
  /** What our own export sent along beside the states: the document's other fields, order, nodes without meaning. */
  readonly own: OwnDocument | null
}

export type ChartVariable = {
  readonly type: 'boolean' | 'number' | 'text' | 'duration'
  readonly initial: boolean | number | string
}

export type ChartInitial = { readonly targets: readonly string[]; readonly actions: readonly Action[] }

export type ChartState = {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly kind: 'state' | 'group' | 'parallel' | 'end' | 'shallow' | 'deep'
  readonly outcome: string
  /** What an end tells whoever listens to the end of the state around it. */
  readonly gives?: Readonly<Record<string, Operand>>
  readonly initial: ChartInitial | null
  readonly entry: readonly Action[]
  readonly exit: readonly Action[]
  readonly transitions: readonly ChartTransition[]
  readonly children: readonly ChartState[]
  readonly place: Place
  readonly own: OwnNode | null
}

export type ChartTransition = {
  /** `done-of`: another state came to its end. */
  readonly when: { type: 'trigger'; trigger: Trigger } | { type: 'done-of'; state: string }
  readonly targets: readonly string[]
  readonly guard: Condition | null
  readonly actions: readonly Action[]
  /** undefined: what our language does without saying. */
  readonly reenter: boolean | undefined
  readonly place: Place
  readonly own: OwnEdge | null
}

/** What no other format has a form for, as our exports send it along. Unchecked: it comes from a file. */
export type OwnDocument = {
  readonly header: Readonly<Record<string, unknown>>
  readonly nodes: readonly string[]
  readonly edges: readonly string[]
  readonly rest: { readonly nodes: readonly unknown[]; readonly edges: readonly unknown[] }
}
export type OwnNode = {
  readonly type: string
  readonly data: Readonly<Record<string, unknown>>
  readonly view?: unknown
}
export type OwnEdge = {
  readonly id: string
  readonly order: number
  readonly sourcePort?: string
  readonly trigger?: unknown
  readonly reenter?: boolean
}
