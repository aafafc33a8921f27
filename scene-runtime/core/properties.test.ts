import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Compiled, compile } from '#scene-graph/compile/compile.ts'
import { canonicalJson } from '#scene-graph/hash.ts'
import { parseDocument, type SceneGraph } from '#scene-graph/parse.ts'
import { randomGraph } from '#scene-graph/testing/random-graph.ts'
import { randomScene } from '#scene-graph/testing/random-scene.ts'
import { stateHash } from './hash.ts'
import { reload } from './reload.ts'
import type { Session } from './session.ts'
import { simulate, type TraceLine } from './simulate.ts'
import type { SimulationInput } from './simulation-input.ts'
import { NOTHING, play, randomInputs, sessionAfter, settled, stepLine, withoutNodes } from './testing.ts'

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

const KINDS = [
  { name: 'statecharts', randomGraph, share: 1 },
  { name: 'scenes of the whole language', randomGraph: randomScene, share: 0.3 },
]

describe.each(KINDS)('for random $name and inputs', { timeout: 120_000 }, ({ randomGraph, share }) => {
  const runs = (number: number) => ({ numRuns: Math.round(number * share) })

  it('SG10 the same document, seed and inputs give the same trace', () => {
    fc.assert(
      fc.property(randomGraph, randomInputs, (graph, inputs) => {
        const copy = parseDocument(JSON.parse(JSON.stringify(graph)))
        if (!copy.ok) throw new Error('a graph no longer parses after a round trip through JSON')
        expect(outcome(copy.graph, inputs)).toEqual(outcome(graph, inputs))
      }),
      runs(150),
    )
  })

  it('SG10 what a version remembers of other games changes nothing', () => {
    const trace = (compiled: Compiled, inputs: readonly SimulationInput[]) =>
      settled(() => [...simulate(compiled, inputs, { seed: 1 })])
    fc.assert(
      fc.property(
        randomGraph,
        fc.array(randomInputs, { minLength: 1, maxLength: 4 }),
        randomInputs,
        (graph, others, inputs) => {
          const used = compile(graph)
          for (const other of others) trace(used, other)
          expect(trace(used, inputs)).toEqual(trace(compile(graph), inputs))
          // By now everything in it is known: XState is asked no more.
          expect(trace(used, inputs)).toEqual(trace(compile(graph), inputs))
        },
      ),
      runs(150),
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
      runs(200),
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
      runs(200),
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
      runs(200),
    )
  })

  it('HR2 HR3 any edit is taken or blocked; what is kept is not entered, and the game can go on and be restarted', () => {
    fc.assert(
      fc.property(
        randomGraph,
        randomInputs,
        fc.nat(20),
        fc.array(fc.nat(13), { maxLength: 4 }),
        (graph, inputs, at, drops) => {
          const edited = withoutNodes(graph, drops)
          if (edited === null) return
          const [from, to] = [compile(graph), compile(edited)]
          const time = inputs[Math.min(at, inputs.length - 1)]?.at ?? 0
          const before = inputs.filter((input) => input.at <= time)
          const after = inputs.filter((input) => input.at > time)
          const session = settled(() => sessionAfter(from, before))
          if (session === null || session.endedAt !== null) return
          const moved = settled(() => reload(from, to, session, { at: time, known: NOTHING, mapping: {} }))
          if (moved === null) return
          if (!moved.ok) {
            expect(moved.report.blocked.length).toBeGreaterThan(0)
            return
          }
          const own = moved.records.find((r) => 'reload' in r.cause)
          const kept = new Set(moved.report.kept)
          if (own !== undefined && own.fired.length === 0) expect(own.entered.filter((id) => kept.has(id))).toEqual([])
          const reread: Session = JSON.parse(JSON.stringify(moved.session))
          const on = (from: Session) => settled(() => after.reduce((s, i) => stepLine(to, s, i), from))
          const [one, two] = [on(moved.session), on(reread)]
          expect(two === null ? null : stateHash(two)).toEqual(one === null ? null : stateHash(one))
        },
      ),
      runs(400),
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
      runs(150),
    )
  })
})
