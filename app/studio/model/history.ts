/** Undo and redo without end: snapshots, which share all that did not change between them. */
export type History<Value> = {
  readonly past: readonly Entry<Value>[]
  readonly present: Value
  readonly future: readonly Entry<Value>[]
  /** What the last change was part of, and when it came (ms): more of the same joins it. */
  readonly open: { readonly key: string; readonly at: number } | null
}

/** A state to go back to (or forward to), and in words what lies between it and its neighbour. */
export type Entry<Value> = { readonly value: Value; readonly label: string }

/** Typing pauses longer than this begin a new step of undo. */
export const COALESCE_MS = 1_000

export const begin = <Value>(present: Value): History<Value> => ({ past: [], present, future: [], open: null })

export type Change = {
  /** In words, for the menu: `move 3 nodes`. */
  label: string
  at: number
  /** Changes with the same key in quick succession are one step of undo: typing in one field. */
  key?: string
  /** The same, however long it takes, until `seal`: a drag. */
  held?: boolean
}

/** Makes a change. One that changes nothing leaves no trace. */
export function commit<Value>(history: History<Value>, next: Value, { label, at, key, held }: Change): History<Value> {
  if (next === history.present) return history
  const { open } = history
  const joins =
    key !== undefined && open?.key === key && (held === true || at - open.at <= COALESCE_MS) && history.past.length > 0
  return {
    past: joins ? history.past : [...history.past, { value: history.present, label }],
    present: next,
    future: [],
    open: key === undefined ? null : { key, at },
  }
}

/** Ends what changes may still join: the pointer was let go, the field was left. */
export const seal = <Value>(history: History<Value>): History<Value> =>
  history.open === null ? history : { ...history, open: null }

export function undo<Value>(history: History<Value>): History<Value> {
  const last = history.past.at(-1)
  if (last === undefined) return history
  return {
    past: history.past.slice(0, -1),
    present: last.value,
    future: [{ value: history.present, label: last.label }, ...history.future],
    open: null,
  }
}

export function redo<Value>(history: History<Value>): History<Value> {
  const [next, ...rest] = history.future
  if (next === undefined) return history
  return {
    past: [...history.past, { value: history.present, label: next.label }],
    present: next.value,
    future: rest,
    open: null,
  }
}
