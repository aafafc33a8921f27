import type { Compiled } from '#scene-graph/compile/compile.ts'
import type { Scalar } from '#scene-graph/schema/values.ts'
import type { Known, Session, Stepped } from '../core/session.ts'
import { start } from '../core/start.ts'
import { type Alphabet, alphabetOf, type Payload, payloadsOf } from './alphabet.ts'
import { type Drawing, type Drawn, drawings } from './drawn.ts'
import { energisedAfter, type Limit, type Over } from './energised.ts'
import { type Fact, healthFact, roleOf } from './looks.ts'
import { dawdling, type Move, movesOf, overridesOf, take } from './moves.ts'
import { lastKnown, readersOf, type Situation, situations } from './situation.ts'
import { stateKeys, variablesOf } from './state-key.ts'
import { classOf, type Watch } from './watch.ts'

/** A state that a game can be in at rest. */
export type Visit = {
  readonly session: Session
  readonly situation: Situation
  /** Since when what is watched (`limit`) is energised; null: it is not. */
  readonly since: number | null
  /** That has lasted too long, or lasts beyond the end of the game. */
  readonly over: Over | null
  /** Ways that lead here and from here, by number. */
  readonly out: number[]
  readonly into: number[]
  /** Followed further; false where a bound came first. */
  expanded: boolean
}

/** From one state to another by one move, and what had to be so (silently) before it. */
export type Way = {
  readonly from: number
  readonly to: number
  readonly before: readonly Move[]
  readonly move: Move
  /** Roles whose devices must live for it. */
  readonly roles: readonly string[]
  readonly entered: readonly string[]
  readonly exited: readonly string[]
  readonly fired: readonly string[]
  readonly drawn: readonly Drawn[]
}

/** A move that throws; null: the start does. */
export type Fault = { readonly from: number | null; readonly move: Move | null; readonly message: string }

export type Bound = 'states' | 'time' | 'values' | 'choices' | 'dice' | 'faults'

export type Exploration = {
  readonly visits: readonly Visit[]
  readonly ways: readonly Way[]
  /** First states, each with what was known when it began. */
  readonly starts: readonly Start[]
  /** Moves that throw: the scene never comes to rest. */
  readonly faults: readonly Fault[]
  readonly bounds: ReadonlyMap<Bound, string>
}

export type Start = {
  readonly at: number
  readonly known: readonly Move[]
  readonly entered: readonly string[]
  readonly fired: readonly string[]
  readonly drawn: readonly Drawn[]
}

export type ExploreOptions = {
  readonly maxStates: number
  /** True when there is no time left. */
  readonly timeUp: () => boolean
  /** Something may have been heard of the room before it begins: a part of a scene that is entered later. */
  readonly inherits: boolean
  /** This role's device is dead: offline from the start, and nothing comes of it. */
  readonly dead?: string
  /** Or it dies in the game: it says nothing as before, but that it goes offline is heard when that helps most. */
  readonly news?: true
  /**
   * The game master may declare anything active to be solved. It is only asked whether an end comes of that: the straight
   * way is tried first, and where it leads to one nothing else is.
   */
  readonly overrides?: true
  /** The edge that fires when a part of a scene has come to its end. */
  readonly done?: string
  /** What is energised is followed, and players may dawdle until just before a deadline. */
  readonly limit?: Limit
}

/** More than this many values of a variable are not followed. */
const MAX_VALUES = 64
/** More than this many combinations of what nobody looked at before are not tried at one move. */
const MAX_CHOICES = 512
/** A scene that never rests costs a thousand rounds each time: after so many it is known. */
const MAX_FAULTS = 20
/** More than this many combinations of what an event brings along are not tried. */
const MAX_PAYLOADS = 64

/** Every state that a game can come to, breadth first, so that the way to each is a shortest one. */
export function explore(watch: Watch, options: ExploreOptions): Exploration {
  return new Explorer(watch, options).run()
}

class Explorer {
  private readonly visits: Visit[] = []
  private readonly ways: Way[] = []
  private readonly starts: Start[] = []
  private readonly faults: Fault[] = []
  private readonly bounds = new Map<Bound, string>()
  private readonly numbers = new Map<string, number>()
  private readonly values = new Map<string, Set<Scalar>>()
  private readonly compiled: Compiled
  private readonly alphabet: Alphabet
  private readonly situationOf: (session: Session) => Situation
  private readonly keyOf: (session: Session, situation: Situation) => string
  private readonly payloads: readonly Payload[]
  private readonly drawing: Drawing
  /** Command id → role, for acknowledgements. */
  private readonly roleOfStep = new Map<string, string>()

  constructor(
    private readonly watch: Watch,
    private readonly options: ExploreOptions,
  ) {
    this.compiled = watch.compiled
    this.alphabet = alphabetOf(watch.compiled)
    this.payloads = payloadsOf(this.alphabet, watch.payloads, MAX_PAYLOADS)
    if (this.payloads.length === MAX_PAYLOADS)
      this.bounds.set('choices', `events were tried with ${MAX_PAYLOADS} combinations of what they bring along`)
    this.drawing = drawings(watch.compiled, (text) => this.bounds.set('dice', text))
    this.situationOf = situations(watch, this.alphabet)
    this.keyOf = stateKeys(watch)
  }

  run(): Exploration {
    this.begin()
    let at = 0
    const known = this.options.overrides === true && this.straight()
    for (; !known && at < this.visits.length; at++) {
      if (this.visits.length >= this.options.maxStates) {
        this.bounds.set('states', `stopped after ${this.options.maxStates} states`)
        break
      }
      if (this.faults.length >= MAX_FAULTS) {
        this.bounds.set('faults', `stopped after ${MAX_FAULTS} moves after which it never comes to rest`)
        break
      }
      if (at % 16 === 0 && this.options.timeUp()) {
        this.bounds.set('time', 'stopped when its time was over')
        break
      }
      this.expand(at)
    }
    // Where an end was found nothing is left open that anybody would ask about.
    if (!known) for (const visit of this.visits.slice(at)) visit.expanded = visit.session.endedAt !== null
    const { visits, ways, starts, faults, bounds } = this
    return { visits, ways, starts, faults, bounds }
  }

  private begin(): void {
    const { dead, news } = this.options
    const health: Known['health'] = dead === undefined || news === true ? {} : { [dead]: 'offline' }
    const attempt: Attempt = (before, seed) => {
      const known: { signals: Record<string, Scalar>; health: Record<string, 'online' | 'offline'> } = {
        signals: {},
        health: { ...health },
      }
      for (const move of before) {
        if (move.kind !== 'fact') continue
        if (move.fact.startsWith('h:'))
          known.health[roleOf(move.fact)] = move.value === 'offline' ? 'offline' : 'online'
        else known.signals[move.fact.slice(2)] = move.value
      }
      return start(this.compiled, { sessionId: 'sim', seed, at: 0, known })
    }
    const empty = { signals: {}, health }
    try {
      for (const { before, stepped } of this.branches(null, empty, null, attempt).results) {
        const to = this.arrive(stepped, null)
        const entered = stepped.records.flatMap((r) => r.entered)
        const fired = stepped.records.flatMap((r) => r.fired)
        this.starts.push({ at: to, known: before, entered, fired, drawn: this.drawing.drawn({}, stepped) })
      }
    } catch (error) {
      this.faults.push({ from: null, move: null, message: messageOf(error) })
    }
  }

  private expand(at: number): void {
    const visit = this.visits[at]
    if (visit === undefined || !visit.expanded) return
    const { session, situation, since } = visit
    const { limit } = this.options
    const last = since === null || limit === undefined ? null : since + limit.atMost + 1
    const moves = movesOf(session, situation, { alphabet: this.alphabet, payloads: this.payloads })
    if (limit !== undefined) moves.push(...dawdling(session, last))
    const overrides = this.options.overrides === true ? overridesOf(this.compiled, session) : []
    for (const move of [...moves, ...overrides]) {
      if (!this.lives(move)) continue
      // One move of a large scene takes long enough.
      if (this.options.timeUp()) {
        visit.expanded = false
        this.bounds.set('time', 'stopped when its time was over')
        return
      }
      this.make(at, visit, move)
    }
  }

  private make(at: number, visit: Visit, move: Move): void {
    const { session, situation } = visit
    const attempt: Attempt = (before, seed) => {
      let from = reseeded(session, seed)
      for (const silent of before) from = take(this.compiled, from, silent).session
      return take(this.compiled, from, move)
    }
    try {
      const { results, whole } = this.branches(situation, session.machine.context, move, attempt)
      for (const { before, stepped } of results) this.lead(at, before, move, stepped)
      if (!whole) visit.expanded = false
    } catch (error) {
      this.faults.push({ from: at, move, message: messageOf(error) })
    }
  }

  /** Everything overridden from the outside in, and waited for what is due: whether that leads to an end. */
  private straight(): boolean {
    for (let at = 0; at < this.options.maxStates; ) {
      const visit = this.visits[at]
      if (visit === undefined || !visit.expanded || this.options.timeUp()) return false
      if (visit.session.endedAt !== null) return true
      const { alphabet, payloads } = this
      const waits = movesOf(visit.session, visit.situation, { alphabet, payloads }).filter((m) => m.kind === 'wait')
      const [states, ways] = [this.visits.length, this.ways.length]
      for (const move of [...overridesOf(this.compiled, visit.session), ...waits]) {
        this.make(at, visit, move)
        if (this.visits.length > states) break
      }
      const { done } = this.options
      if (done !== undefined && this.ways.slice(ways).some((way) => way.fired.includes(done))) return true
      if (this.visits.length === states) return false
      at = states
    }
    return false
  }

  private lives(move: Move): boolean {
    const { dead, news } = this.options
    return dead === undefined || !this.rolesOf([], move).includes(dead) || (news === true && tellsDeath(move, dead))
  }

  private rolesOf(before: readonly Move[], move: Move): string[] {
    return [...before, move].flatMap((m) => {
      if (m.kind === 'fact') return [roleOf(m.fact)]
      return m.kind === 'ack' ? (this.roleOfStep.get(m.step) ?? []) : []
    })
  }

  private lead(from: number, before: readonly Move[], move: Move, stepped: Stepped): void {
    const to = this.arrive(stepped, this.visits[from]?.since ?? null)
    const { records } = stepped
    const drawn = this.drawing.drawn(this.visits[from]?.session.machine.context.draws ?? {}, stepped)
    const fired = records.flatMap((r) => r.fired)
    if (to === from && fired.length === 0) return
    const entered = records.flatMap((r) => r.entered)
    const exited = records.flatMap((r) => r.exited)
    const number = this.ways.length
    this.ways.push({ from, to, before, move, roles: this.rolesOf(before, move), entered, exited, fired, drawn })
    this.visits[from]?.out.push(number)
    this.visits[to]?.into.push(number)
  }

  private arrive({ session, records }: Stepped, before: number | null): number {
    for (const { effects } of records)
      for (const effect of effects) {
        if (effect.type !== 'command') continue
        const waiting = session.pending.find((p) => p.id === effect.id)
        if (waiting !== undefined) this.roleOfStep.set(waiting.step, effect.role)
      }
    const situation = this.situationOf(session)
    const { limit } = this.options
    const { since, over } = limit === undefined ? COLD : energisedAfter(limit, before, records, session)
    const key = `${this.keyOf(session, situation)}${over !== null ? ` ${over}` : since === null ? '' : ` on ${session.at - since}`}`
    const known = this.numbers.get(key)
    if (known !== undefined) return known
    const number = this.visits.length
    this.numbers.set(key, number)
    const expanded = this.withinValues(session, situation) && over === null
    this.visits.push({ session, situation, since, over, out: [], into: [], expanded })
    return number
  }

  /** A variable that keeps taking new values would make states without end. */
  private withinValues(session: Session, situation: Situation): boolean {
    let within = true
    for (const [name, value] of variablesOf(session, situation)) {
      const seen = this.values.get(name) ?? new Set()
      this.values.set(name, seen)
      if (seen.has(value)) continue
      if (seen.size < MAX_VALUES) seen.add(value)
      else {
        within = false
        this.bounds.set('values', `variable "${name}" was followed through ${MAX_VALUES} values`)
      }
    }
    return within
  }

  /**
   * Values of facts that nobody looked at are chosen only when somebody does. A move that enters a node which looks at
   * a fact is tried with each value that the fact may silently have taken before, as far as that node tells them apart.
   */
  private branches(
    situation: Situation | null,
    known: Pick<Known, 'signals' | 'health'> & { readonly draws?: Session['machine']['context']['draws'] },
    move: Move | null,
    attempt: Attempt,
  ): { results: readonly { before: readonly Move[]; stepped: Stepped }[]; whole: boolean } {
    const results: { before: readonly Move[]; stepped: Stepped }[] = []
    let whole = true
    const set = move?.kind === 'fact' ? [move.fact] : []
    const open: { before: readonly Move[]; decided: ReadonlySet<Fact> }[] = [{ before: [], decided: new Set(set) }]
    for (let branch = open.pop(); branch !== undefined; branch = open.pop()) {
      const drawn = this.drawing.all(known.draws ?? {}, (seed) => attempt(branch.before, seed))
      const looks = drawn.flatMap((d) => d.records.flatMap((r) => r.entered)).map((id) => this.watch.of(id))
      const choices: Move[][] = []
      const decided = new Set(branch.decided)
      for (const [fact, readers] of readersOf(looks)) {
        if (decided.has(fact)) continue
        decided.add(fact)
        const others = this.silently(situation, known, fact, readers)
        if (others.length > 0) choices.push(others)
      }
      const { before } = branch
      for (const stepped of drawn) results.push({ before, stepped })
      const combined = product(choices)
      if (results.length + open.length + combined.length > MAX_CHOICES) {
        whole = false
        this.bounds.set('choices', `at one move more than ${MAX_CHOICES} combinations of signals were possible`)
      } else for (const chosen of combined) open.push({ before: [...before, ...chosen], decided })
    }
    return { results, whole }
  }

  /** Values that the fact may have taken without anybody noticing, of which `readers` would say something else. */
  private silently(
    situation: Situation | null,
    known: Pick<Known, 'signals' | 'health'>,
    fact: Fact,
    readers: readonly { readonly fact: Fact; readonly remembers: boolean }[],
  ): Move[] {
    if (situation === null && !this.options.inherits) return []
    if (this.options.dead === roleOf(fact)) return []
    const looked = situation?.readers.get(fact) ?? []
    const value = lastKnown(known, fact)
    if (looked.some((r) => r.reports) || (value === undefined && looked.length > 0)) return []
    const all = [...looked, ...(readers as typeof looked)].filter((r) => r.remembers)
    const values = (this.alphabet.get(fact) ?? []).filter(
      (v) => value === undefined || looked.length === 0 || classOf(looked, v) === classOf(looked, value),
    )
    const classes = new Map<string, Scalar>()
    for (const v of values) if (!classes.has(classOf(all, v))) classes.set(classOf(all, v), v)
    if (value !== undefined) classes.delete(classOf(all, value))
    return [...classes.values()].map((v) => ({ kind: 'fact', fact, value: v }))
  }
}

const COLD = { since: null, over: null }

/** The role's device goes offline. */
export const tellsDeath = (move: Move, role: string): boolean =>
  move.kind === 'fact' && move.fact === healthFact(role) && move.value === 'offline'

type Attempt = (before: readonly Move[], seed: number) => Stepped

const reseeded = (session: Session, seed: number): Session => {
  const { machine } = session
  if (machine.context.seed === seed) return session
  return { ...session, seed, machine: { ...machine, context: { ...machine.context, seed } } }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** Every choice of at most one of each list, but for choosing none at all. */
function product(lists: readonly (readonly Move[])[]): Move[][] {
  let chosen: Move[][] = [[]]
  for (const list of lists) {
    chosen = chosen.flatMap((moves) => [moves, ...list.map((move) => [...moves, move])])
    if (chosen.length > MAX_CHOICES) break
  }
  return chosen.slice(1)
}
