import fc from 'fast-check'
import { simulate, type TraceLine } from '#scene-runtime/core/simulate.ts'
import { compile } from '../../../compile/compile.ts'
import type { SceneGraph } from '../../../parse.ts'
import { EVENTS } from './random-machine.ts'

export type Sent = { readonly at: number; readonly name: string }
export type Seen = {
  readonly active: readonly string[] | 'over' | 'endless'
  readonly yes?: unknown
  readonly no?: unknown
}

/** What is active after each event, and just before the next. */
export function playHere(graph: SceneGraph, sent: readonly Sent[], looks: readonly number[]): Seen[] {
  const lines: TraceLine[] = []
  let error: unknown = null
  const inputs = [...sent.map(({ at, name }) => ({ at, event: { name, data: {} } })), { at: 1_000, end: true as const }]
  try {
    for (const line of simulate(compile(graph), inputs, { seed: 1 })) lines.push(line)
  } catch (thrown) {
    error = thrown
  }
  return looks.map((time): Seen => {
    const line = lines.filter(({ at }) => at <= time).at(-1)
    if (line === undefined) return { active: 'endless' }
    if (error !== null && line === lines.at(-1) && time > line.at) return { active: 'endless' }
    if (line.outcome !== null) return { active: 'over' }
    return { active: [...line.active].sort(), yes: line.variables.yes, no: line.variables.no }
  })
}

/** Events at rising times, never at the moment of a delay’s end. */
export const sentEvents = fc
  .array(fc.record({ after: fc.constantFrom(1, 5, 9, 11, 21, 40), name: fc.constantFrom(...EVENTS, 'other') }), {
    maxLength: 8,
  })
  .map((list) => {
    let at = 0
    return list.map(({ after, name }): Sent => {
      at += after
      return { at, name }
    })
  })
