import { describe, expect, it } from 'vitest'
import { simulate } from '#scene-runtime/core/simulate.ts'
import { simulationInput } from '#scene-runtime/core/simulation-input.ts'
import { compile } from '../compile/compile.ts'
import { dice } from '../compile/draw.ts'
import type { SceneGraph } from '../parse.ts'
import { buildGraph, onSignal, ROLES } from '../testing/build.ts'

type Nodes = Parameters<typeof buildGraph>[0]['nodes']

/** Draws at the start and with every hit; `more` are nodes that have nothing to do with it. */
const lottery = (weights: Record<string, number>, more: Nodes = []) =>
  buildGraph({
    roles: ROLES,
    nodes: [
      {
        id: 'draw',
        type: 'random',
        data: { choices: Object.entries(weights).map(([id, weight]) => ({ id, weight })) },
      },
      ...Object.keys(weights).map((id) => ({ id, type: 'state' })),
      ...more,
    ],
    edges: Object.keys(weights).flatMap((id) => [
      { id: `to-${id}`, source: 'draw', target: id, sourcePort: id },
      { id: `from-${id}`, source: id, target: 'draw', trigger: onSignal('a', 'hit') },
    ]),
  })

function draws(graph: SceneGraph, seed: number, times: number, also: readonly object[] = []): string[] {
  const hits = Array.from({ length: times - 1 }, (_, i) => ({ at: i, signal: { role: 'a', name: 'hit', value: 1 } }))
  const inputs = [...also, ...hits].map((line) => simulationInput.parse(line))
  return [...simulate(compile(graph), inputs, { seed })]
    .filter((line) => 'start' in line.cause || 'signal' in line.cause)
    .flatMap((line) => line.active)
}

describe('random', () => {
  it('draws by weight: one that weighs three times as much comes three times as often, one that weighs nothing never', () => {
    const drawn = draws(lottery({ often: 3, seldom: 1, never: 0 }), 7, 4000)
    const times = (id: string) => drawn.filter((one) => one === id).length
    // Four standard deviations of 4,000 draws.
    expect(Math.abs(times('often') - 3000)).toBeLessThan(110)
    expect(times('never')).toBe(0)
    expect(times('often') + times('seldom')).toBe(4000)
  })

  it('is even over games: their first draws do not follow their numbers', () => {
    const first = Array.from({ length: 4000 }, (_, seed) => (dice(`${seed}:draw:1`) < 0.5 ? 1 : 0))
    const ones = first.filter((one) => one === 1).length
    const alike = first.filter((one, i) => one === first[i + 1]).length
    expect(Math.abs(ones - 2000)).toBeLessThan(130)
    expect(Math.abs(alike - 2000)).toBeLessThan(130)
  })

  it('SG10 draws the same in the same game, and something else in another', () => {
    const graph = lottery({ one: 1, two: 1, three: 1 })
    expect(draws(graph, 1, 40)).toEqual(draws(graph, 1, 40))
    expect(draws(graph, 1, 40)).not.toEqual(draws(graph, 2, 40))
  })

  it('SG10 no edit elsewhere, no restart and no other draw changes what it draws', () => {
    const weights = { one: 1, two: 1, three: 1 }
    const plain = draws(lottery(weights), 1, 40)
    const edited = lottery(weights, [{ id: 'elsewhere', type: 'state' }])
    expect(draws(edited, 1, 40)).toEqual(plain)
    expect(draws(lottery(weights), 1, 40, [{ at: 0, restart: true }])).toEqual(plain)
    const beside = buildGraph({
      roles: ROLES,
      nodes: [
        { id: 'both', type: 'parallel' },
        { id: 'r1', type: 'group', parentId: 'both' },
        { id: 'r2', type: 'group', parentId: 'both' },
        ...lottery(weights).nodes.map((node) => ({ ...node, parentId: 'r2' })),
        { id: 'other', type: 'random', parentId: 'r1' },
        { id: 'x', type: 'state', parentId: 'r1' },
      ],
      edges: [
        ...lottery(weights).edges,
        { id: 'a', source: 'other', target: 'x', sourcePort: 'a' },
        { id: 'b', source: 'other', target: 'x', sourcePort: 'b', order: 1 },
        { id: 'again', source: 'x', target: 'other', trigger: onSignal('a', 'hit') },
      ],
    })
    expect(draws(beside, 1, 40).filter((id) => id !== 'x')).toEqual(plain)
  })
})
