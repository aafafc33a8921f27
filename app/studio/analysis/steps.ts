import type { Compiled } from '#scene-graph/compile/compile.ts'
import type { Cause, StepRecord } from '#scene-runtime/core/session.ts'
import { inputOf } from '#scene-runtime/core/simulate.ts'
import type { SimulationInput } from '#scene-runtime/core/simulation-input.ts'
import { start } from '#scene-runtime/core/start.ts'
import { advance, step } from '#scene-runtime/core/step.ts'

/** How to come to what a finding speaks of. */
export type TraceLines = { inputs: readonly SimulationInput[]; seed: number }

/** One step of a trace, as it is walked through on the canvas. */
export type Step = {
  /** ms since the game began. */
  at: number
  /** What happened, in words. */
  cause: string
  active: readonly string[]
  fired: readonly string[]
  outcome: string | null
}

/** Plays a trace and keeps what can be seen of each step: the very machine that a room would run. */
export function stepsOf(compiled: Compiled, { inputs, seed }: TraceLines): Step[] {
  let { session, records } = start(compiled, {
    sessionId: 'trace',
    seed,
    at: 0,
    known: { signals: {}, health: {} },
  })
  const steps = records.map(seen)
  for (const line of inputs) {
    const input = inputOf(line)
    ;({ session, records } = input === null ? advance(compiled, session, line.at) : step(compiled, session, input))
    steps.push(...records.map(seen))
  }
  return steps
}

const seen = ({ at, cause, active, fired, outcome }: StepRecord): Step => ({
  at,
  cause: causeText(cause),
  active,
  fired,
  outcome,
})

function causeText(cause: Cause): string {
  if ('start' in cause) return 'the game begins'
  if ('timer' in cause) return 'time has passed'
  if ('reload' in cause) return 'a new version'
  const { input } = cause
  switch (input.type) {
    case 'signal':
      return Object.entries(input.signals)
        .map(([name, value]) => `${input.role} ${name} = ${String(value)}`)
        .join(', ')
    case 'health':
      return `${input.role} goes ${input.health}`
    case 'operator':
      return `GM: ${input.action}`
    case 'event':
      return `event ${input.name}`
    case 'ack':
      return `a command is ${input.outcome}`
    default:
      return input.type
  }
}
