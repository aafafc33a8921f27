import type { Compiled, Place } from '#scene-graph/compile/compile.ts'
import type { Context } from '#scene-graph/compile/context.ts'
import { resolve } from '#scene-graph/compile/implementations.ts'
import type { MachineEvent } from '#scene-graph/compile/machine-event.ts'
import { namedEvent, WAKE } from '#scene-graph/compile/names.ts'
import { looks } from '#scene-graph/compile/observe.ts'
import { readDuration } from '#scene-graph/conditions/operands.ts'
import { canonicalJson } from '#scene-graph/hash.ts'
import type { Action } from '#scene-graph/schema/action.ts'
import type { Duration } from '#scene-graph/schema/values.ts'
import { countdownOf, movesWith } from './countdown.ts'
import { effectOf, type Outside, operandValue } from './effects.ts'
import { type Effect, type Entered, enteredAt, type PendingCommand, type Session, type Timer } from './session.ts'
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
  /** Events that states raised which a reload entered: XState was not there to hear them. */
  readonly raised: MachineEvent[] = []
  /** Nodes that became active, and when. Made when the first does: most steps enter and leave nothing. */
  private came: Map<string, number> | null = null
  /** Nodes that were left at some moment of the step. */
  private gone: Set<string> | null = null
  /** Copied from the session when a timer first changes: most steps change none. */
  private timers: Map<string, Timer> | null = null
  private pending: readonly PendingCommand[]
  private sends = 0

  constructor(
    private readonly compiled: Compiled,
    private readonly session: Pick<Session, 'entered' | 'timers' | 'pending'>,
    private readonly idPrefix: string,
  ) {
    this.pending = session.pending
  }

  private enteredAt(): readonly Entered[] {
    const { came, gone } = this
    const { entered } = this.session
    if (came === null && gone === null) return entered
    const stayed = entered.filter(({ node }) => gone?.has(node) !== true && came?.has(node) !== true)
    if (came !== null) for (const [node, at] of came) stayed.push({ node, at })
    return stayed
  }

  /** Without those of `held` conditions: they follow from the context. */
  private ownTimers(): Map<string, Timer> {
    if (this.timers === null) {
      this.timers = new Map()
      for (const timer of this.session.timers) if (timer.event !== WAKE) this.timers.set(timer.id, timer)
    }
    return this.timers
  }

  perform({ type, params, context }: Performed): void {
    switch (type) {
      case 'entered': {
        const node = nodeOf(params)
        if (!this.isNode(node)) return
        this.entered.push(node)
        this.come(node, context.now)
        return
      }
      case 'exited':
        if (this.isNode(nodeOf(params))) this.leave(nodeOf(params))
        return
      case 'fired':
        this.fired.push((params as { edge: string }).edge)
        return
      case 'arm': {
        const { timer, duration } = params as { timer: string; duration: number }
        this.arm(timer, context.now, duration)
        return
      }
      case 'disarm':
        this.drop((params as { timer: string }).timer)
        return
      case 'checkpoint': {
        const node = nodeOf(params)
        const name = this.compiled.plan.nodes.get(node)?.node.data.name ?? ''
        this.effects.push({ type: 'checkpoint', id: this.nextId(), node, name })
        return
      }
      case 'forget':
        this.unsend()
        return
      case 'raise':
        this.raised.push({ type: (params as { event: string }).event, data: context.raised.at(-1) ?? {} })
        return
      default: {
        const { action, step } = params as { action?: Action; step?: string | null }
        if (action !== undefined) this.act(action, step ?? null, context)
      }
    }
  }

  /** Parts of nodes come and go unseen. */
  private isNode(id: string): boolean {
    return this.compiled.plan.nodes.get(id)?.owner === null
  }

  private nextId(): string {
    return `${this.idPrefix}.${this.effects.length}`
  }

  private come(node: string, at: number): void {
    this.came ??= new Map()
    this.came.set(node, at)
  }

  leave(node: string): void {
    this.exited.push(node)
    this.came?.delete(node)
    this.gone ??= new Set()
    this.gone.add(node)
  }

  /** XState runs the exit actions of what is active when the machine ends; for people the end stays active. */
  rest(active: readonly string[], at: number): void {
    for (const node of active) {
      const left = this.exited.indexOf(node)
      if (left >= 0) this.exited.splice(left, 1)
      const known =
        this.came?.has(node) === true || (this.gone?.has(node) !== true && enteredAt(this.session, node) !== undefined)
      if (!known) this.come(node, at)
    }
  }

  /** Starts a timer now. */
  arm(id: string, now: number, duration: number): Timer {
    const definition = this.compiled.timers.get(id)
    if (definition === undefined) throw new Error(`no timer "${id}" was compiled`)
    const { node, edge, event, rank, label, timing, stopped } = definition
    const timer: Timer = {
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
      ...(stopped ? { stoppedAt: now } : {}),
    }
    this.ownTimers().set(id, timer)
    return timer
  }

  /** Starts a timer beside one that runs: by its clock, with what that one was given and where it stands. */
  armBeside(id: string, { startedAt, adjusted, stoppedAt }: Timer, duration: number): Timer {
    const timer = this.arm(id, startedAt, duration)
    const due = timer.due + adjusted
    const beside = { ...timer, adjusted, due, ...(stoppedAt === undefined ? {} : { stoppedAt }) }
    this.keep(beside)
    return beside
  }

  runs(id: string): boolean {
    return this.ownTimers().has(id)
  }

  /** Puts a timer that a reload carried over. */
  keep(timer: Timer): void {
    this.ownTimers().set(timer.id, timer)
  }

  drop(id: string): void {
    this.ownTimers().delete(id)
  }

  /** What was to be sent later is not, when the game is put back to before that. */
  private unsend(): void {
    for (const [id, { send }] of this.ownTimers()) if (send !== undefined) this.drop(id)
  }

  act(action: Action, step: string | null, context: Context): void {
    if (action.type === 'timer') this.turn(action, context)
    else if (action.type === 'cancel') this.drop(sendId(action.id))
    else if (action.type === 'emit' && action.delay !== undefined) this.send(action, action.delay, context)
    // An `if` is resolved before it comes here: what it chose is performed.
    else if (action.type !== 'if') this.effect(action, step, context)
  }

  private effect(action: Outside, step: string | null, context: Context): void {
    const id = this.nextId()
    this.effects.push(effectOf(action, id, context, this.compiled.logic.language))
    if (action.type === 'command' && step !== null)
      this.pending = [...this.pending.filter((p) => p.step !== step), { id, step }]
  }

  /** Holds a countdown, lets it go on, or gives it more or less time. One that does not run is left alone. */
  private turn(action: Extract<Action, { type: 'timer' }>, context: Context): void {
    const timers = this.ownTimers()
    const id = countdownOf(this.compiled, action.node)
    if (!timers.has(id)) return
    const by = action.by === undefined ? 0 : Number(operandValue(action.by, context, this.compiled.logic.language) ?? 0)
    if (!Number.isFinite(by)) return
    for (const timer of [...timers.values()].filter(movesWith(this.compiled, id)))
      timers.set(timer.id, turned(timer, action.op, by, context.now))
  }

  /** An event that comes later; the game carries it like any other deadline. */
  private send(action: Extract<Action, { type: 'emit' }>, delay: Duration, context: Context): void {
    const id = sendId(action.id ?? `${this.idPrefix}.${this.sends++}`)
    const duration = this.durationOf(delay, context)
    const data = resolve(action.data, context, this.compiled.logic.language)
    this.ownTimers().set(id, {
      id,
      node: '',
      edge: null,
      event: namedEvent(action.event),
      rank: [Number.MAX_SAFE_INTEGER, this.ownTimers().size],
      label: action.event,
      timing: HELD_TIMING,
      startedAt: context.now,
      duration,
      adjusted: 0,
      due: context.now + duration,
      send: { event: action.event, data, to: action.to },
    })
  }

  /** What a delayed event for the room has become. */
  sent(send: NonNullable<Timer['send']>): void {
    this.effects.push({ type: 'emit', id: this.nextId(), event: send.event, data: send.data })
  }

  durationOf(duration: Duration, context: Context): number {
    return readDuration(duration, this.compiled.logic.language)(context)
  }

  /** The countdowns that conditions ask about, as they are now: the same context if it knows them already. */
  withTimers(context: Context): Context {
    const { watchedTimers } = this.compiled
    if (watchedTimers.size === 0) return context
    const timers: Record<string, Context['timers'][string]> = {}
    for (const id of watchedTimers) {
      const timer = this.ownTimers().get(countdownOf(this.compiled, id))
      if (timer !== undefined) timers[id] = { due: timer.due, stoppedAt: timer.stoppedAt ?? null }
    }
    return canonicalJson(timers) === canonicalJson(context.timers) ? context : { ...context, timers }
  }

  /** The session's part of the outcome. `context` is the machine's after the step. */
  outcome(context: Context, ended: boolean): Pick<Session, 'entered' | 'timers' | 'pending'> {
    const entered = this.enteredAt()
    if (ended) return { entered, timers: [], pending: [] }
    const held = lookTimers(this.compiled, context)
    // They are in order already, and whoever waits for an acknowledgement has a deadline among them.
    if (this.timers === null && held.length === 0 && this.pending.length === 0)
      return { entered, timers: withoutHeld(this.session.timers), pending: this.pending }
    const timers = this.ownTimers()
    return {
      entered,
      timers: [...timers.values(), ...held].sort(byDue),
      // Nobody waits for the acknowledgement of a step that was left: its own deadline went with it.
      pending: this.pending.filter((p) => timers.has(p.step)),
    }
  }
}

function turned(timer: Timer, op: 'start' | 'stop' | 'add', by: number, now: number): Timer {
  const { stoppedAt, ...running } = timer
  if (op === 'stop') return { ...timer, stoppedAt: stoppedAt ?? now }
  if (op === 'add') return { ...timer, adjusted: timer.adjusted + by, due: timer.due + by }
  const span = stoppedAt === undefined ? 0 : now - stoppedAt
  return { ...running, startedAt: timer.startedAt + span, due: timer.due + span }
}

const withoutHeld = (timers: readonly Timer[]): readonly Timer[] =>
  timers.some((t) => t.event === WAKE) ? timers.filter((t) => t.event !== WAKE) : timers

const nodeOf = (params: unknown): string => (params as { node: string }).node

const sendId = (id: string): string => `emit/${id}`

/** Earliest first; at the same time inner nodes first, then the document's order (SG3). */
export function byDue(a: Timer, b: Timer): number {
  return a.due - b.due || a.rank[0] - b.rank[0] || a.rank[1] - b.rank[1] || (a.id < b.id ? -1 : 1)
}

/** When somebody has to look again although nothing happens: conditions that time alone makes true or false. */
function lookTimers(compiled: Compiled, context: Context): Timer[] {
  return looks(compiled.logic.observed, context).map(({ key, node, from, due }) => {
    const { rank, label, edge, node: at } = lookPlace(compiled, key, node)
    return {
      id: key,
      node: at,
      edge,
      event: WAKE,
      rank,
      label,
      timing: HELD_TIMING,
      startedAt: from,
      duration: due - from,
      adjusted: 0,
      due,
    }
  })
}

/** Where conditions stand that are looked at again. Found once: a text cut out of a text costs more than all else here. */
const lookPlaces = new WeakMap<Compiled['places'], Map<string, Place>>()

function lookPlace({ places }: Compiled, key: string, node: string): Place {
  let known = lookPlaces.get(places)
  if (known === undefined) {
    known = new Map()
    lookPlaces.set(places, known)
  }
  let place = known.get(key)
  if (place === undefined) {
    place = places.get(key.slice(0, key.lastIndexOf('/'))) ?? places.get(node)
    if (place === undefined) throw new Error(`nothing was compiled at "${key}"`)
    known.set(key, place)
  }
  return place
}

const HELD_TIMING = { frozen: 'freezes', reload: 'keeps', restart: 'keeps-deadline', visible: false } as const
