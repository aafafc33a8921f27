import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { createActor, createMachine } from 'xstate'
import { canonicalJson } from '../../hash.ts'
import { choosingGraph } from '../testing.ts'
import { exportXState } from './export.ts'
import { importXState } from './import.ts'

const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

// Many random documents, on a machine that may have other things to do.
vi.setConfig({ testTimeout: 60_000 })

describe('SG11 what we export', () => {
  it('comes back whole', () => {
    fc.assert(
      fc.property(choosingGraph, (graph) => {
        const { graph: back, lost } = importXState(throughJson(exportXState(graph)))
        expect(lost).toEqual([])
        expect(JSON.parse(canonicalJson(back))).toEqual(JSON.parse(canonicalJson(graph)))
      }),
      { numRuns: 60 },
    )
  })

  it('is a machine of XState that starts', () => {
    fc.assert(
      fc.property(choosingGraph, (graph) => {
        const config = throughJson(exportXState(graph)) as Parameters<typeof createMachine>[0]
        const never = new Proxy({}, { get: () => () => false, has: () => true })
        const soon = new Proxy({}, { get: () => () => 1_000_000, has: () => true })
        const machine = createMachine(config, { guards: never, delays: soon })
        const actor = createActor(machine)
        let error: unknown = null
        actor.subscribe({ error: (thrown) => (error = thrown) })
        actor.start()
        // Edges that chase each other for ever are stopped there as they are here.
        if (error !== null) expect(String(error)).toContain('Infinite loop')
        else expect(['active', 'done']).toContain(actor.getSnapshot().status)
        actor.stop()
      }),
      { numRuns: 60 },
    )
  })
})
