import { describe, expect, it } from 'vitest'
import { compile } from '#scene-graph/compile/compile.ts'
import type { SceneGraph } from '#scene-graph/parse.ts'
import { buildGraph, onSignal, ROLES, signalIs } from '#scene-graph/testing/build.ts'
import type { Session } from './session.ts'
import { inputOf } from './simulate.ts'
import { simulationInput } from './simulation-input.ts'
import { start } from './start.ts'
import { advance, step } from './step.ts'
import { signal } from './testing.ts'
import { viewOf } from './view.ts'

const NOTHING = { signals: {}, health: {} }

/** What the console shows of the puzzle `p` after each input: how far, and its inputs as 1 (right) and 0. */
function shown(graph: SceneGraph, inputs: readonly unknown[]): string[] {
  const compiled = compile(graph)
  const look = (session: Session): string => {
    const progress = viewOf(compiled, session).progress.find((p) => p.node === 'p')
    if (progress === undefined) return '–'
    return `${progress.done}/${progress.total} ${progress.inputs.map((i) => (i.right ? 1 : 0)).join('')}`
  }
  let { session } = start(compiled, { sessionId: 's', seed: 1, at: 0, known: NOTHING })
  const seen = [look(session)]
  for (const line of inputs.map((i) => simulationInput.parse(i))) {
    const input = inputOf(line)
    session = (input === null ? advance(compiled, session, line.at) : step(compiled, session, input)).session
    seen.push(look(session))
  }
  return seen
}

/** The puzzle beside a state: it stays to be seen when it is over. */
const puzzle = (type: string, data: Record<string, unknown>) =>
  buildGraph({
    roles: ROLES,
    nodes: [
      { id: 'both', type: 'parallel' },
      { id: 'p', type, parentId: 'both', data },
      { id: 'other', type: 'state', parentId: 'both' },
    ],
    edges: [],
  })
const on = (at: number, role: string, value = true) => signal(at, role, 'on', value)
const level = (at: number, role: string, value: number) => signal(at, role, 'level', value)
const hit = (at: number, role: string, value = 1) => signal(at, role, 'hit', value)
const time = (at: number) => ({ at, end: true })
const two = [{ condition: signalIs('a', 'on', true) }, { condition: signalIs('b', 'on', true) }]

describe('progress of a puzzle', () => {
  it('all-of: which of its inputs are right now; solved stays solved', () => {
    expect(
      shown(puzzle('all-of', { conditions: two }), [
        on(1, 'a'),
        on(2, 'a', false),
        on(3, 'b'),
        on(4, 'a'),
        on(5, 'a', false),
      ]),
    ).toEqual(['0/2 00', '1/2 10', '0/2 00', '1/2 01', '2/2 11', '2/2 01'])
  })
  it('with latch: which have been right', () => {
    expect(
      shown(puzzle('all-of', { conditions: two, latch: true }), [on(1, 'a'), on(2, 'a', false), on(3, 'b')]),
    ).toEqual(['0/2 00', '1/2 10', '1/2 10', '2/2 11'])
  })
  it('any-of and n-of: out of all of them', () => {
    expect(shown(puzzle('any-of', { conditions: two }), [on(1, 'b')])).toEqual(['0/2 00', '2/2 01'])
    expect(shown(puzzle('n-of', { conditions: two, n: 2 }), [on(1, 'b')])).toEqual(['0/2 00', '1/2 01'])
  })
  it('hold: the condition, while it is held and before', () => {
    expect(
      shown(puzzle('hold', { condition: signalIs('a', 'on', true), for: 1000 }), [
        on(1, 'a'),
        on(900, 'a', false),
        on(1000, 'a'),
        time(2000),
      ]),
    ).toEqual(['0/1 0', '1/1 1', '0/1 0', '1/1 1', '1/1 1'])
  })
  it('sequence: the steps that are done, none after a wrong one', () => {
    const steps = ['a', 'b', 'a'].map((role, i) => ({ signal: onSignal(role, 'hit', i) }))
    expect(
      shown(puzzle('sequence', { steps }), [
        hit(1, 'a', 0),
        hit(2, 'b', 1),
        hit(3, 'a', 0),
        hit(4, 'b', 1),
        hit(5, 'a', 2),
      ]),
    ).toEqual(['0/3 000', '1/3 100', '2/3 110', '1/3 100', '2/3 110', '3/3 111'])
  })
  it('code: how many keys are in', () => {
    const code = { signal: onSignal('a', 'hit'), reports: 'keys', codes: ['12'] }
    expect(shown(puzzle('code', code), [hit(1, 'a'), hit(2, 'a', 9), hit(3, 'a'), hit(4, 'a', 2)])).toEqual([
      '0/2 0',
      '1/2 0',
      '0/2 0',
      '1/2 0',
      '2/2 1',
    ])
  })
  it('dial, weight, tags and switches: what stands right now', () => {
    const a = { role: 'a', signal: 'level' }
    const b = { role: 'b', signal: 'level' }
    const levels = [level(1, 'a', 4), level(2, 'b', 7), level(3, 'a', 9)]
    const dials = {
      dials: [
        { signal: a, target: 5, tolerance: 1 },
        { signal: b, target: 9 },
      ],
    }
    expect(shown(puzzle('dial', dials), levels)).toEqual(['0/2 00', '1/2 10', '1/2 10', '0/2 00'])
    expect(shown(puzzle('weight', { scale: a, target: 4, steady: 10 }), levels)).toEqual([
      '0/1 0',
      '1/1 1',
      '1/1 1',
      '0/1 0',
    ])
    expect(
      shown(
        puzzle('tags', {
          readers: [
            { signal: a, tag: '4' },
            { signal: b, tag: 1 },
          ],
        }),
        levels,
      ),
    ).toEqual(['0/2 00', '1/2 10', '1/2 10', '0/2 00'])
    expect(
      shown(
        puzzle('switches', {
          switches: [
            { signal: a, value: 4 },
            { signal: b, value: 1 },
          ],
        }),
        levels,
      ),
    ).toEqual(['0/2 00', '1/2 10', '1/2 10', '0/2 00'])
  })
  it('count: so far, and in a window only what still counts', () => {
    const hits = [
      hit(0, 'a'),
      hit(50, 'a'),
      time(100),
      time(101),
      time(151),
      hit(160, 'a'),
      hit(170, 'a'),
      hit(180, 'a'),
    ]
    const of = { signal: onSignal('a', 'hit'), n: 3 }
    expect(shown(puzzle('count', of), hits)).toEqual([
      '0/3 000',
      '1/3 100',
      '2/3 110',
      '2/3 110',
      '2/3 110',
      '2/3 110',
      '3/3 111',
      '3/3 111',
      '3/3 111',
    ])
    expect(shown(puzzle('count', { ...of, within: 100 }), hits)).toEqual([
      '0/3 000',
      '1/3 100',
      '2/3 110',
      '2/3 110',
      '1/3 100',
      '0/3 000',
      '1/3 100',
      '2/3 110',
      '3/3 111',
    ])
  })
  it('rhythm: the beats that were right', () => {
    const beats = { signal: onSignal('a', 'hit'), intervals: [100, 200], tolerance: 10 }
    expect(
      shown(puzzle('rhythm', beats), [
        hit(0, 'a'),
        hit(110, 'a'),
        hit(280, 'a'),
        time(391),
        hit(400, 'a'),
        hit(490, 'a'),
        hit(700, 'a'),
      ]),
    ).toEqual(['0/3 000', '1/3 100', '2/3 110', '1/3 100', '0/3 000', '1/3 100', '2/3 110', '3/3 111'])
  })
  it('is of the active puzzles only', () => {
    const graph = buildGraph({
      roles: ROLES,
      nodes: [
        { id: 'p', type: 'any-of', data: { conditions: two } },
        { id: 'q', type: 'state' },
      ],
      edges: [{ id: 'e', source: 'p', target: 'q', sourcePort: 'solved' }],
    })
    expect(shown(graph, [on(1, 'a')])).toEqual(['0/2 00', '–'])
  })
})
