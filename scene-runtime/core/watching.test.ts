import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDocument, type SceneGraph } from '#scene-graph/parse.ts'
import { randomScene } from '#scene-graph/testing/random-scene.ts'
import { validate } from '#scene-graph/validate/validate.ts'
import type { TraceLine } from './simulate.ts'
import type { SimulationInput } from './simulation-input.ts'
import { play, randomInputs } from './testing.ts'

/** The scene in one region, and beside it a state that says what it sees; null where that makes no scene. */
function watched(graph: SceneGraph, edge: Record<string, unknown>): SceneGraph | null {
  const { nodes, edges } = graph
  const parsed = parseDocument({
    ...graph,
    initial: 'both',
    nodes: [
      { id: 'both', type: 'parallel' },
      { id: 'scene', type: 'group', parentId: 'both', data: { initial: graph.initial } },
      { id: 'watch', type: 'state', parentId: 'both' },
      ...nodes.map((node) => ({ ...node, parentId: node.parentId ?? 'scene' })),
    ],
    edges: [...edges, { id: 'seen', source: 'watch', target: null, ...edge }],
  })
  if (!parsed.ok) throw new Error(parsed.findings.map((f) => `${f.path}: ${f.message}`).join('\n'))
  return validate(parsed.graph).some((f) => f.severity === 'error') ? null : parsed.graph
}

/** null: a scene that never comes to rest. */
function played(graph: SceneGraph, inputs: readonly SimulationInput[]): TraceLine[] | null {
  try {
    return play(graph, inputs)
  } catch (error) {
    if (/never comes to rest/.test(String(error))) return null
    throw error
  }
}

const said = (line: TraceLine): unknown[] =>
  line.effects.flatMap(({ type, message, value }) => (type === 'log' && message === 'seen' ? [value] : []))
const level = { type: 'signal', role: 'a', signal: 'level' }
const isLevel = (input: SimulationInput) =>
  'signal' in input && input.signal.role === 'a' && input.signal.name === 'level' ? input.signal.value : null

/** When `level > 0` has been true for 150 ms, told from the inputs alone. */
function expectedHolds(inputs: readonly SimulationInput[], until: number): number[] {
  const holds: number[] = []
  let since: number | null = null
  const over = (at: number): void => {
    if (since !== null && since + 150 <= at) holds.push(since + 150)
  }
  for (const input of inputs) {
    const value = isLevel(input)
    if (value === null) continue
    if (Number(value) > 0) since ??= input.at
    else {
      over(input.at)
      since = null
    }
  }
  over(until)
  return holds
}

describe('beside any scene', { timeout: 120_000 }, () => {
  it('SG2 a guard and an action see the value that came with the input, whoever takes the event', () => {
    fc.assert(
      fc.property(randomScene, randomInputs, (graph, inputs) => {
        const scene = watched(graph, {
          trigger: { ...level, on: 'report' },
          guard: { type: 'in', value: level, of: [0, 1, 2, 3] },
          actions: [{ type: 'log', message: 'seen', value: level }],
        })
        const lines = scene === null ? null : played(scene, inputs)
        let frozen = false
        for (const line of lines ?? []) {
          if ('freeze' in line.cause) frozen = line.cause.freeze === true
          const { signal } = line.cause as { signal?: { role: string; name: string; value: unknown } }
          const heard = signal?.role === 'a' && signal.name === 'level' && !frozen
          expect(said(line)).toEqual(heard ? [signal.value] : [])
        }
      }),
      { numRuns: 80 },
    )
  })

  it('SG5 held-for is what the inputs say, also when the process dies anywhere', () => {
    fc.assert(
      fc.property(randomScene, randomInputs, fc.array(fc.nat(29), { maxLength: 3 }), (graph, inputs, deaths) => {
        const scene = watched(graph, {
          trigger: {
            type: 'condition',
            condition: { type: 'held', of: { type: 'compare', left: level, op: '>', right: 0 }, for: 150 },
          },
          actions: [{ type: 'log', message: 'seen' }],
        })
        // A frozen game does not look, and a jump leaves everything: the watching state would count from when it comes back.
        const running = inputs.filter((input) => !('freeze' in input || 'jump' in input))
        const until = (running.at(-1)?.at ?? 0) + 1000
        const dying = running.flatMap((input, i): SimulationInput[] =>
          deaths.includes(i) ? [input, { at: input.at, restart: true }] : [input],
        )
        const lines = scene === null ? null : played(scene, [...dying, { at: until, end: true }])
        if (lines === null) return
        expect(lines.flatMap((line) => said(line).map(() => line.at))).toEqual(expectedHolds(running, until))
      }),
      { numRuns: 80 },
    )
  })
})
