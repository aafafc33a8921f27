import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { canonicalJson } from '../../hash.ts'
import { choosingGraph } from '../testing.ts'
import { exportScxml } from './export.ts'
import { importScxml } from './import.ts'

// Many random documents, on a machine that may have other things to do.
vi.setConfig({ testTimeout: 60_000 })

describe('what we export as SCXML', () => {
  it('comes back whole', () => {
    fc.assert(
      fc.property(choosingGraph, (graph) => {
        const { graph: back, lost } = importScxml(exportScxml(graph))
        expect(lost).toEqual([])
        expect(JSON.parse(canonicalJson(back))).toEqual(JSON.parse(canonicalJson(graph)))
      }),
      { numRuns: 60 },
    )
  })
})
