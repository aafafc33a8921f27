import type { Context } from '#scene-graph/compile/context.ts'
import type { MachineEvent } from '#scene-graph/compile/machine-event.ts'

/**
 * What XState did when an event came to a configuration is remembered and walked again next time without it.
 *
 * Why that is the same: a machine's configuration is plain data, so between two answers of our guards XState's algorithm
 * is a function of the active states, the history and the event's type. All that a context decides goes through a
 * guard. A walk therefore is a tree that branches at guards; between them stand the actions in their order. Guards and
 * actions are done each time, with the context and the event of that moment; only where they lead to is remembered.
 * A branch that was never taken is unknown, and XState is asked.
 */
export type Walk<End> = {
  readonly acts: readonly Act[]
  /** What decides how it goes on; null at the end. */
  readonly question: Question | null
  readonly end: End | null
  yes: Walk<End> | null
  no: Walk<End> | null
}

/** Asks a guard. */
export type Question = {
  readonly test: (context: Context, event: MachineEvent) => boolean
  /** The event that it judges where it is not the one that began the walk (the end of a group). */
  readonly event: MachineEvent | null
}

/** Changes the context, or is performed by the reaction. */
export type Act =
  | { readonly kind: 'change'; readonly change: (context: Context) => Context }
  | { readonly kind: 'perform'; readonly type: string; readonly params: unknown }
  /** Starts a timer. Its duration may be a variable: it is read when the timer starts. */
  | { readonly kind: 'arm'; readonly timer: string; readonly duration: (context: Context) => number }

/** An action that is due: its name, its parameters, and the context at that moment. */
export type Performed = { readonly type: string; readonly params: unknown; readonly context: Context }

/** What happened while XState worked, in order. */
export type Happened = Act | (Question & { readonly kind: 'asked'; readonly answer: boolean })

/** Walks as far as it is known; null where it is not. Changes nothing but by its result. */
export function walk<End>(
  start: Walk<End> | undefined,
  context: Context,
  event: MachineEvent,
): { end: End; context: Context; actions: Performed[] } | null {
  const actions: Performed[] = []
  let current = context
  let at = start ?? null
  while (at !== null) {
    for (const act of at.acts)
      if (act.kind === 'change') current = act.change(current)
      else if (act.kind === 'perform') actions.push({ type: act.type, params: act.params, context: current })
      else
        actions.push({ type: 'arm', params: { timer: act.timer, duration: act.duration(current) }, context: current })
    const { question } = at
    if (question === null) return at.end === null ? null : { end: at.end, context: current, actions }
    at = question.test(current, question.event ?? event) ? at.yes : at.no
  }
  return null
}

/** Remembers how it went: the part that is new is put where the known part ends. */
export function learn<End>(walks: Map<string, Walk<End>>, key: string, happened: readonly Happened[], end: End): void {
  let before: { walk: Walk<End>; answer: boolean } | null = null
  let next = walks.get(key) ?? null
  let place = 0
  for (;;) {
    const acts: Act[] = []
    let asked: (Happened & { kind: 'asked' }) | null = null
    while (place < happened.length && asked === null) {
      const entry = happened[place++]
      if (entry?.kind === 'asked') asked = entry
      else if (entry !== undefined && next === null) acts.push(entry)
    }
    if (next === null) {
      const question = asked === null ? null : { test: asked.test, event: asked.event }
      next = { acts, question, end: asked === null ? end : null, yes: null, no: null }
      if (before === null) walks.set(key, next)
      else if (before.answer) before.walk.yes = next
      else before.walk.no = next
    }
    if (asked === null) return
    before = { walk: next, answer: asked.answer }
    next = asked.answer ? next.yes : next.no
  }
}
