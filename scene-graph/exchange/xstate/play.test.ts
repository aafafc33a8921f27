import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { canonicalJson } from '../../hash.ts'
import type { SceneGraph } from '../../parse.ts'
import { exportScxml } from '../scxml/export.ts'
import { importScxml } from '../scxml/import.ts'
import { exportXState } from './export.ts'
import { importXState } from './import.ts'
import { playHere, sentEvents } from './testing/play-here.ts'
import { playInXState } from './testing/play-in-xstate.ts'
import { randomMachine } from './testing/random-machine.ts'

// Many random machines, on a computer that may have other things to do.
vi.setConfig({ testTimeout: 120_000 })

/** Differences that are told: where one of these is, the play may differ. */
const DIFFERENCES = ['deadline/order', 'transition/stays', 'transition/root', 'history/own', 'raise/again']

describe('SG11 a machine made elsewhere plays here as it does in XState', () => {
  it('whatever is sent, the same states are active and the variables have the same values', () => {
    fc.assert(
      fc.property(randomMachine, sentEvents, (config, sent) => {
        const looks = [0, ...sent.flatMap(({ at }, i) => [at, (sent[i + 1]?.at ?? at + 200) - 0.5])]
        const { graph, lost } = importXState(structuredClone(config), { name: 'm', version: 5 })
        const told = new Set(lost.map(({ code }) => code))
        const theirs = playInXState(config, sent, looks)
        const ours = playHere(graph, sent, looks)
        for (const [i, seen] of theirs.entries()) {
          // What never comes to rest is stopped, here and there.
          if (seen.active === 'endless' || ours[i]?.active === 'endless') return
          if (DIFFERENCES.some((code) => told.has(code))) return
          expect(ours[i], `at ${looks[i]}`).toEqual(seen)
        }
      }),
      { numRuns: 120 },
    )
  })
  it('what it became comes back whole, from XState and from SCXML', () => {
    const plain = (graph: SceneGraph): unknown => JSON.parse(canonicalJson(graph))
    fc.assert(
      fc.property(randomMachine, (config) => {
        const { graph } = importXState(structuredClone(config), { name: 'm', version: 5 })
        for (const again of [
          importXState(JSON.parse(JSON.stringify(exportXState(graph)))),
          importScxml(exportScxml(graph)),
        ]) {
          expect(again.lost).toEqual([])
          expect(plain(again.graph)).toEqual(plain(graph))
        }
      }),
      { numRuns: 40 },
    )
  })
})
