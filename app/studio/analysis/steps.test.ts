import { expect, test } from 'vitest'
import { compile } from '#scene-graph/compile/compile.ts'
import { buildGraph, ROLES } from '#scene-graph/testing/build.ts'
import { analyse } from '#scene-runtime/analyse/analyse.ts'
import { stepsOf } from './steps.ts'

const trap = compile(
  buildGraph({
    roles: ROLES,
    nodes: [
      { id: 'hall', type: 'state' },
      { id: 'cellar', type: 'state' },
      { id: 'out', type: 'end', data: { outcome: 'solved' } },
    ],
    edges: [
      {
        id: 'down',
        source: 'hall',
        target: 'cellar',
        trigger: { type: 'signal', role: 'a', signal: 'on', match: true },
      },
      { id: 'win', source: 'hall', target: 'out', trigger: { type: 'signal', role: 'b', signal: 'on', match: true } },
    ],
  }),
)

test('the trace of a soft lock leads, step by step, into the trap', () => {
  const found = analyse(trap).findings.find((f) => f.code === 'analysis/soft-lock')
  const steps = stepsOf(trap, { inputs: found?.trace ?? [], seed: found?.seed ?? 1 })
  expect(steps[0]).toMatchObject({ at: 0, cause: 'the game begins', active: ['hall'] })
  expect(steps.at(-1)).toMatchObject({ cause: 'a on = true', active: ['cellar'], fired: ['down'] })
})
