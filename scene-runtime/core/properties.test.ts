import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compile } from '#scene-graph/compile/compile.ts'
import { canonicalJson } from '#scene-graph/hash.ts'
import { parseDocument, type SceneGraph } from '#scene-graph/parse.ts'
import { randomGraph } from '#scene-graph/testing/random-graph.ts'
import type { TraceLine } from './simulate.ts'
import type { SimulationInput } from './simulation-input.ts'
import { play, randomInputs } from './testing.ts'

/** A scene that never comes to rest throws (RT9): the same way in both runs, then. */
function outcome(graph: SceneGraph, inputs: readonly SimulationInput[], versions?: Record<string, SceneGraph>) {
  try {
    return { trace: play(graph, inputs, versions) }
  } catch (error) {
    return { error: String(error).split(':')[0] }
  }
}

const without = (lines: readonly TraceLine[] | undefined, cause: string): readonly TraceLine[] | undefined =>
  lines?.filter((line) => !(cause in line.cause))

/** Puts `extra` among the inputs at the given places, at the time of the input before. */
function inserted(
  inputs: readonly SimulationInput[],
  places: readonly number[],
  extra: (at: number) => SimulationInput,
) {
  const result: SimulationInput[] = []
  inputs.forEach((input, i) => {
    result.push(input)
    if (places.includes(i)) result.push(extra(input.at))
  })
  return result
}

const places = fc.array(fc.nat(29), { minLength: 1, maxLength: 4 })

describe('for random graphs and inputs', { timeout: 60_000 }, () => {
  it('SG10 the same document, seed and inputs give the same trace', () => {
    fc.assert(
      fc.property(randomGraph, randomInputs, (graph, inputs) => {
        const copy = parseDocument(JSON.parse(JSON.stringify(graph)))
        if (!copy.ok) throw new Error('a graph no longer parses after a round trip through JSON')
        expect(outcome(copy.graph, inputs)).toEqual(outcome(graph, inputs))
      }),
      { numRuns: 150 },
    )
  })

  it('RT1 SG5 restarts change nothing in the lines after them', () => {
    fc.assert(
      fc.property(randomGraph, randomInputs, places, (graph, inputs, at) => {
        const restarted = outcome(
          graph,
          inserted(inputs, at, (time) => ({ at: time, restart: true })),
        )
        const plain = outcome(graph, inputs)
        expect(restarted.error).toEqual(plain.error)
        expect(without(restarted.trace, 'restart')).toEqual(plain.trace)
      }),
      { numRuns: 200 },
    )
  })

  it('HR8 reloading the same document changes nothing in any later line', () => {
    fc.assert(
      fc.property(randomGraph, randomInputs, places, (graph, inputs, at) => {
        const reloaded = outcome(
          graph,
          inserted(inputs, at, (time) => ({ at: time, reload: 'same' })),
          { same: graph },
        )
        const plain = outcome(graph, inputs)
        expect(reloaded.error).toEqual(plain.error)
        expect(without(reloaded.trace, 'reload')).toEqual(plain.trace)
      }),
      { numRuns: 200 },
    )
  })

  it('HR3 HR4 HR8 a new state that nothing leads to changes nothing, through the whole reload', () => {
    fc.assert(
      fc.property(randomGraph, randomInputs, places, (graph, inputs, at) => {
        const spare = parseDocument({ ...graph, nodes: [...graph.nodes, { id: 'spare', type: 'state' }] })
        if (!spare.ok) throw new Error('the spare node does not parse')
        const reloaded = outcome(
          graph,
          inserted(inputs, at, (time) => ({ at: time, reload: 'spare' })),
          { spare: spare.graph },
        )
        const plain = outcome(graph, inputs)
        expect(reloaded.error).toEqual(plain.error)
        expect(without(reloaded.trace, 'reload')).toEqual(plain.trace)
      }),
      { numRuns: 200 },
    )
  })

  it('SG8 compiling is a pure function, byte for byte', () => {
    fc.assert(
      fc.property(randomGraph, (graph) => {
        const copy = parseDocument(JSON.parse(canonicalJson(graph)))
        if (!copy.ok) throw new Error('a graph no longer parses after a round trip through JSON')
        const [one, two] = [compile(graph), compile(copy.graph)]
        expect(JSON.stringify(two.config)).toBe(JSON.stringify(one.config))
        expect([two.hash, two.sourceMap]).toEqual([one.hash, one.sourceMap])
        for (const [id, path] of Object.entries(one.sourceMap.paths)) expect(one.sourceMap.nodes[path]).toBe(id)
      }),
      { numRuns: 150 },
    )
  })
})
