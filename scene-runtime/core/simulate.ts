import type { Compiled } from '#scene-graph/compile/compile.ts'
import { remembered } from '#scene-graph/remembered.ts'
import type { Scalar } from '#scene-graph/schema/values.ts'
import { leaves } from './active.ts'
import { declaredVariables } from './react.ts'
import { recover } from './recover.ts'
import { reload } from './reload.ts'
import { type Before, rollBack } from './roll-back.ts'
import type { Cause, Effect, Input, Known, Session, StepRecord } from './session.ts'
import type { SimulationInput } from './simulation-input.ts'
import { start } from './start.ts'
import { advance, step } from './step.ts'

/** One line of a trace: what a step did, as `bin/studio simulate` prints it. */
export type TraceLine = {
  seq: number
  at: number
  cause: Record<string, unknown>
  active: readonly string[]
  outcome: string | null
  commands: readonly { id: string; role: string; command: string; params: Readonly<Record<string, Scalar>> }[]
  effects: readonly Record<string, unknown>[]
  variables: Readonly<Record<string, Scalar>>
}

export type SimulationOptions = {
  readonly seed: number
  readonly sessionId?: string
  readonly known?: Known
  /** Documents that `reload` inputs name. */
  readonly versions?: ReadonlyMap<string, Compiled>
}

const NOTHING_KNOWN: Known = { signals: {}, health: {} }

/** Where a rolled back session goes (HR6). */
type Previous = { readonly version: Compiled; readonly before: Before }

/**
 * Plays inputs against a scene in virtual time. Between inputs the timers fire at their own times. Lines of `restart`,
 * `reload`, `rollBack` and `end` carry the number of the last step: they take none, so that they change nothing after
 * them (HR8).
 */
export function* simulate(
  compiled: Compiled,
  inputs: Iterable<SimulationInput>,
  { seed, sessionId = 'sim', known = NOTHING_KNOWN, versions = new Map() }: SimulationOptions,
): Generator<TraceLine> {
  const first = start(compiled, { sessionId, seed, at: 0, known })
  let session = first.session
  let version = compiled
  let previous: Previous | null = null
  // What the room knows, also of what no version has looked at so far.
  const room = { signals: { ...known.signals }, health: { ...known.health } }
  for (const r of first.records) yield traceLine(r)
  for (const line of inputs) {
    const { at } = line
    const own = (cause: Record<string, unknown>): TraceLine => ({ ...standing(version, session), at, cause })
    if ('reload' in line || 'rollBack' in line) {
      const cause = 'reload' in line ? { reload: line.reload } : { rollBack: true }
      // What fell due before belongs to the version that ran, whether or not the move is possible.
      const due = advance(version, session, at)
      session = due.session
      for (const r of due.records) yield traceLine(r)
      if ('reload' in line) {
        const next = versions.get(line.reload)
        if (next === undefined) throw new Error(`no document was read for "${line.reload}"`)
        const moved = reload(version, next, session, { at, known: room, mapping: line.mapping ?? {} })
        if (!moved.ok) {
          yield own({ ...cause, blocked: moved.report.blocked })
          continue
        }
        session = moved.session
        if (moved.before !== null)
          previous = { version, before: { session: moved.before, touched: false, mapped: moved.report.mapped } }
        if (session.endedAt === null || moved.before !== null) version = next
        yield* movedLines(moved.records, cause, own)
      } else if (previous === null) yield own({ ...cause, refused: 'there is no version to go back to' })
      else {
        const back = rollBack(version, previous.version, session, previous.before, { at, known: room })
        if (!back.ok) {
          yield own({ ...cause, blocked: back.report.blocked })
          continue
        }
        session = back.session
        version = previous.version
        previous = null
        yield* movedLines(back.records, cause, own)
      }
      continue
    }
    if (versions.size > 0) {
      if ('signal' in line) room.signals[`${line.signal.role}.${line.signal.name}`] = line.signal.value
      if ('device' in line) room.health[line.device.role] = line.device.health
    }
    const input = inputOf(line)
    if (input !== null) {
      if (previous?.before.touched === false) previous = { ...previous, before: { ...previous.before, touched: true } }
      const stepped = step(version, session, input)
      session = stepped.session
      for (const r of stepped.records) yield traceLine(r, isCause(r, input) ? causeOf(line) : undefined)
      continue
    }
    const due = advance(version, session, at)
    session = due.session
    for (const r of due.records) yield traceLine(r)
    if ('restart' in line) {
      const diedAt = session.at
      session = recover(JSON.parse(JSON.stringify(session)) as Session, at)
      // Time that is lost is lost to what the game was before as well.
      if (previous !== null)
        previous = {
          ...previous,
          before: { ...previous.before, session: recover(previous.before.session, at, diedAt) },
        }
    }
    yield own(causeOf(line))
  }
}

/** What a move to another version did; its own line says so in the words of the inputs file. */
function* movedLines(
  records: readonly StepRecord[],
  cause: Record<string, unknown>,
  own: (cause: Record<string, unknown>) => TraceLine,
): Generator<TraceLine> {
  if (records.length === 0) yield own(cause)
  for (const r of records) yield traceLine(r, 'reload' in r.cause ? cause : undefined)
}

/** Where the session stands between two steps. */
const standing = (compiled: Compiled, session: Session): TraceLine => ({
  seq: session.seq,
  at: session.at,
  cause: {},
  active: leaves(compiled, session.machine),
  outcome: session.outcome,
  commands: [],
  effects: [],
  variables: declaredVariables(compiled, session.machine.context.variables),
})

/** The step that took the input itself, not a timer that was due before it or a recorded input that it applied. */
const isCause = (record: StepRecord, input: Input): boolean =>
  'input' in record.cause && record.cause.input.type === input.type

function causeOf(line: SimulationInput): Record<string, unknown> {
  if ('freeze' in line) return line.freeze ? { freeze: true } : { freeze: false, inputs: line.inputs }
  // The kinds that come often, without the price of taking an object apart.
  if ('signal' in line) return { signal: line.signal }
  if ('operator' in line) return { operator: line.operator }
  const { at: _, ...rest } = line
  return rest
}

function traceLine(record: StepRecord, cause?: Record<string, unknown>): TraceLine {
  const { commands, effects } = record.effects.length === 0 ? NOTHING : told(record.effects)
  return {
    seq: record.seq,
    at: record.at,
    cause: cause ?? plainCause(record.cause),
    active: record.active,
    outcome: record.outcome,
    commands,
    effects,
    variables: record.variables,
  }
}

type Told = Pick<TraceLine, 'commands' | 'effects'>

const NOTHING: Told = { commands: [], effects: [] }

function told(all: readonly Effect[]): Told {
  const commands: TraceLine['commands'][number][] = []
  const effects: Record<string, unknown>[] = []
  for (const effect of all)
    if (effect.type === 'command') {
      const { id, role, command, params } = effect
      commands.push({ id, role, command, params })
    } else {
      const { id, type, ...rest } = effect
      effects.push({ id, type, ...rest })
    }
  return { commands, effects }
}

/** A line of a trace as JSON. What is the same object as in a line before has the same text. */
export function traceText({ seq, at, cause, active, outcome, commands, effects, variables }: TraceLine): string {
  return (
    `{"seq":${seq},"at":${at},"cause":${causeText(cause)},"active":${activeText(active)}` +
    `,"outcome":${outcome === null ? 'null' : JSON.stringify(outcome)},"commands":${listText(commands)}` +
    `,"effects":${listText(effects)},"variables":${variablesText(variables)}}`
  )
}

/** Most lines are caused by a signal, and of those a scene has few. */
const signalText = remembered(
  (role, name) => `{"signal":{"role":${JSON.stringify(role)},"name":${JSON.stringify(name)},"value":`,
)

function causeText(cause: Record<string, unknown>): string {
  const signal = cause.signal as { role: string; name?: string; value?: Scalar } | undefined
  if (signal?.name === undefined) return JSON.stringify(cause)
  const value = typeof signal.value === 'string' ? JSON.stringify(signal.value) : signal.value
  return `${signalText(signal.role, signal.name)}${value}}}`
}

const listText = (list: readonly unknown[]): string => (list.length === 0 ? '[]' : JSON.stringify(list))

/** Scenes come back to the same configurations, whose leaves are one object each. */
const activeTexts = new WeakMap<object, string>()

function activeText(active: readonly string[]): string {
  let text = activeTexts.get(active)
  if (text === undefined) {
    text = JSON.stringify(active)
    activeTexts.set(active, text)
  }
  return text
}

/** Most steps leave the variables alone, so the last text is enough. */
let lastVariables: { of: object; text: string } | null = null

function variablesText(variables: object): string {
  if (lastVariables?.of !== variables) lastVariables = { of: variables, text: JSON.stringify(variables) }
  return lastVariables.text
}

/** A cause in the words of an inputs file. */
function plainCause(cause: Cause): Record<string, unknown> {
  if ('timer' in cause) return { timer: { id: cause.timer, node: cause.node, due: cause.due } }
  if (!('input' in cause)) return cause
  const { at: _, type, ...rest } = cause.input
  if (cause.input.type !== 'signal') return { [type === 'health' ? 'device' : type]: rest }
  const { role, signals } = cause.input
  const [[name, value] = ['', false], ...others] = Object.entries(signals)
  return { signal: others.length === 0 ? { role, name, value } : { role, signals } }
}

/** The session's input of a line; null for the lines that are about the process and not the game. */
export function inputOf(line: SimulationInput): Input | null {
  const { at } = line
  if ('signal' in line) {
    const { role, name, value } = line.signal
    // Not by a computed key, which costs three times as much; no signal can be declared that this would not set.
    const signals: Record<string, Scalar> = {}
    signals[name] = value
    return { type: 'signal', at, role, signals }
  }
  if ('operator' in line) {
    const { action, node } = line.operator
    return { type: 'operator', at, action, ...(node === undefined ? {} : { node }) }
  }
  if ('event' in line) return { type: 'event', at, name: line.event.name, data: line.event.data }
  if ('device' in line) return { type: 'health', at, role: line.device.role, health: line.device.health }
  if ('ack' in line) {
    const { reason, ...ack } = line.ack
    return { type: 'ack', at, ...ack, ...(reason === undefined ? {} : { reason }) }
  }
  if ('freeze' in line) return line.freeze ? { type: 'freeze', at } : { type: 'resume', at, inputs: line.inputs }
  if ('adjust' in line) return { type: 'adjust', at, timer: line.adjust.timer, by: line.adjust.by }
  if ('pauseClock' in line) return { type: line.pauseClock ? 'pause-clock' : 'resume-clock', at }
  if ('override' in line) return { type: 'override', at, node: line.override.node }
  if ('bypass' in line) return { type: 'bypass', at, node: line.bypass.node }
  if ('reset' in line) return { type: 'reset', at, node: line.reset.node }
  if ('jump' in line) return { type: 'jump', at, node: line.jump.node }
  if ('abandon' in line) return { type: 'abandon', at }
  if ('end' in line && line.end !== true)
    return { type: 'end', at, ...(line.end.outcome === undefined ? {} : { outcome: line.end.outcome }) }
  return null
}
