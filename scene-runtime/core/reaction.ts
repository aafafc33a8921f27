import type { Compiled } from '#scene-graph/compile/compile.ts'
import type { Context } from '#scene-graph/compile/context.ts'
import { WAKE } from '#scene-graph/compile/names.ts'
import { readDuration, readOperand } from '#scene-graph/conditions/compile-condition.ts'
import type { Action, CommandAction } from '#scene-graph/schema/action.ts'
import type { Duration, Scalar } from '#scene-graph/schema/values.ts'
import type { Effect, PendingCommand, Session, Timer } from './session.ts'
import type { Performed } from './walks.ts'

/**
 * What a step gathers while its actions are performed. Lives for one step only; `idPrefix` makes the ids of effects,
 * the same after every recovery (RT2).
 */
export class Reaction {
  readonly effects: Effect[] = []
  readonly fired: string[] = []
  readonly entered: string[] = []
  readonly exited: string[] = []
  private readonly enteredAt: Record<string, number>
  private readonly timers: Map<string, Timer>
  private pending: PendingCommand[]

  constructor(
    private readonly compiled: Compiled,
    session: Pick<Session, 'entered' | 'timers' | 'pending'>,
    private readonly idPrefix: string,
  ) {
    this.enteredAt = { ...session.entered }
    this.timers = new Map(session.timers.filter((t) => t.event !== WAKE).map((t) => [t.id, t]))
    this.pending = [...session.pending]
  }

  perform({ type, params, context }: Performed): void {
    switch (type) {
      case 'entered':
        this.entered.push(nodeOf(params))
        this.enteredAt[nodeOf(params)] = context.now
        return
      case 'exited':
        this.leave(nodeOf(params))
        return
      case 'fired':
        this.fired.push((params as { edge: string }).edge)
        return
      case 'command':
      case 'notify': {
        const { action, step } = params as { action: Action; step?: string | null }
        this.act(action, step ?? null, context)
        return
      }
      case 'arm': {
        const { timer, duration } = params as { timer: string; duration: number }
        this.arm(timer, context.now, duration)
        return
      }
      case 'disarm':
        this.drop((params as { timer: string }).timer)
        return
    }
  }

  leave(node: string): void {
    this.exited.push(node)
    delete this.enteredAt[node]
  }

  /** XState runs the exit actions of what is active when the machine ends; for people the end stays active. */
  rest(active: readonly string[], at: number): void {
    for (const node of active) {
      const left = this.exited.indexOf(node)
      if (left >= 0) this.exited.splice(left, 1)
      this.enteredAt[node] ??= at
    }
  }

  /** Starts a timer now. */
  arm(id: string, now: number, duration: number): void {
    const definition = this.compiled.timers.get(id)
    if (definition === undefined) throw new Error(`no timer "${id}" was compiled`)
    const { node, edge, event, rank, label, timing } = definition
    this.timers.set(id, {
      id,
      node,
      edge,
      event,
      rank,
      label,
      timing,
      startedAt: now,
      duration,
      adjusted: 0,
      due: now + duration,
    })
  }

  /** Puts a timer that a reload carried over. */
  keep(timer: Timer): void {
    this.timers.set(timer.id, timer)
  }

  drop(id: string): void {
    this.timers.delete(id)
  }

  act(action: Action, step: string | null, context: Context): void {
    const id = `${this.idPrefix}.${this.effects.length}`
    if (action.type === 'notify')
      this.effects.push({ type: 'notify', id, level: action.level, message: action.message })
    if (action.type === 'command') {
      this.effects.push({
        type: 'command',
        id,
        role: action.role,
        command: action.command,
        params: resolveParams(action, context),
        ackWithin: action.ackWithin,
      })
      if (step !== null) this.pending = [...this.pending.filter((p) => p.step !== step), { id, step }]
    }
  }

  durationOf(duration: Duration, context: Context): number {
    return readDuration(duration)(context)
  }

  /** The session's part of the outcome. `context` is the machine's after the step. */
  outcome(context: Context, ended: boolean): Pick<Session, 'entered' | 'timers' | 'pending'> {
    if (ended) return { entered: this.enteredAt, timers: [], pending: [] }
    const timers = [...this.timers.values(), ...heldTimers(this.compiled, context)]
    return {
      entered: this.enteredAt,
      timers: timers.sort(byDue),
      // Nobody waits for the acknowledgement of a step that was left: its own deadline went with it.
      pending: this.pending.filter((p) => this.timers.has(p.step)),
    }
  }
}

const nodeOf = (params: unknown): string => (params as { node: string }).node

/** A parameter whose value is not known yet (a signal never heard) is left out; the gate refuses what needs it. */
function resolveParams(action: CommandAction, context: Context): Record<string, Scalar> {
  const params: Record<string, Scalar> = {}
  for (const [name, operand] of Object.entries(action.params)) {
    const value = readOperand(operand)(context)
    if (value !== undefined) params[name] = value
  }
  return params
}

/** Earliest first; at the same time inner nodes first, then the document's order (SG3). */
export function byDue(a: Timer, b: Timer): number {
  return a.due - b.due || a.rank[0] - b.rank[0] || a.rank[1] - b.rank[1] || (a.id < b.id ? -1 : 1)
}

/** When the `held` conditions that are true now will have been true long enough (SG5). */
export function heldTimers(compiled: Compiled, context: Context): Timer[] {
  const timers: Timer[] = []
  for (const [key, since] of Object.entries(context.held)) {
    const held = compiled.logic.observed.heldByKey.get(key)
    const place = compiled.heldPlaces.get(key)
    if (since === null || held === undefined || place === undefined) continue
    const duration = readDuration(held.duration)(context)
    const due = since + duration
    if (due <= context.now) continue
    timers.push({
      id: key,
      node: place.node,
      edge: place.edge,
      event: WAKE,
      rank: place.rank,
      label: place.label,
      timing: HELD_TIMING,
      startedAt: since,
      duration,
      adjusted: 0,
      due,
    })
  }
  return timers
}

const HELD_TIMING = { frozen: 'freezes', reload: 'keeps', restart: 'keeps-deadline', visible: false } as const
