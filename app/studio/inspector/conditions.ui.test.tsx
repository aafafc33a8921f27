import { cleanup, fireEvent, screen, within } from '@testing-library/react'
import fc from 'fast-check'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Condition, condition } from '#scene-graph/schema/condition.ts'
import type { Duration, Operand } from '#scene-graph/schema/values.ts'
import { buildGraph } from '#scene-graph/testing/build.ts'
import { useGraph } from '../editor/editor-context.tsx'
import { choose, fill, patchDom, pick, press, readsBack, show } from '../testing/forms.tsx'
import { askAs, howsFor, subjectOf, withSubject } from './asks.ts'
import { ConditionEditor } from './condition-editor.tsx'
import { useSlot } from './slot.ts'

beforeAll(patchDom)
afterEach(cleanup)

/** The condition stands in the document as an invariant. */
const graphWith = (never: Condition) =>
  buildGraph({
    roles: { keypad: { signals: { code: { type: 'text', momentary: true }, level: 'number', on: 'boolean' } } },
    variables: { tries: { type: 'number', initial: 0 } },
    nodes: [{ id: 'a', type: 'delay', data: { name: 'Waiting' } }],
    edges: [],
    invariants: [{ id: 'i', name: 'never', never }],
  })

function Form() {
  const value = useGraph().invariants[0]?.never ?? { type: 'all' as const, of: [] }
  const slot = useSlot<Condition>({
    label: 'condition',
    key: 'c',
    value,
    write: (g, next) => ({ ...g, invariants: [{ id: 'i', name: 'never', never: next }] }),
  })
  return <ConditionEditor slot={slot} label="It" />
}

function open(begin: Condition = { type: 'all', of: [] }) {
  const editor = show(graphWith(begin), <Form />)
  const made = () => {
    readsBack(editor)
    const now = editor.graph().invariants[0]?.never
    return now?.type === 'all' ? now.of[0] : now
  }
  return { editor, made, form: within(screen.getByRole('group', { name: 'It' })) }
}

const TRIES: Operand = { type: 'variable', name: 'tries' }
const number = (value: number): Operand => ({ type: 'constant', value })

describe('every kind of condition can be made by hand', () => {
  const more = (entry: string) => press(screen, 'More', entry)
  const asked = (how: string) => {
    pick(screen, 'Add a comparison', 'tries')
    choose(screen, 'Comparison', how)
  }
  const ways: readonly (readonly [string, () => void, Condition])[] = [
    ['all', () => more('All of several'), { type: 'all', of: [] }],
    ['any', () => more('Any of several'), { type: 'any', of: [] }],
    ['at-least', () => more('At least so many of several'), { type: 'at-least', n: 0, of: [] }],
    ['not', () => more('Not'), { type: 'not', of: { type: 'all', of: [] } }],
    ['held', () => more('Held for a time'), { type: 'held', of: { type: 'all', of: [] }, for: 1_000 }],
    [
      'times',
      () => {
        more('So many times of late')
        pick(screen, 'Signal that is counted', 'Keypad · code')
      },
      { type: 'times', of: { type: 'signal', role: 'keypad', signal: 'code', on: 'change' }, n: 3, within: 10_000 },
    ],
    ['active', () => more('A node is active'), { type: 'active', node: 'a' }],
    [
      'device',
      () => {
        more('A device is online or offline')
        pick(screen, 'Device that must be well', 'Keypad')
      },
      { type: 'device', role: 'keypad', health: 'online' },
    ],
    ['expression', () => more('An expression'), { type: 'expression', cel: 'true' }],
    [
      'compare',
      () => {
        asked('is at least')
        fill(screen, 'Value', '3')
      },
      { type: 'compare', left: TRIES, op: '≥', right: number(3) },
    ],
    [
      'between',
      () => {
        asked('is between')
        fill(screen, 'From', '2')
        fill(screen, 'To', '9')
      },
      { type: 'between', value: TRIES, min: number(2), max: number(9) },
    ],
    [
      'in',
      () => {
        asked('is one of')
        fireEvent.click(screen.getByRole('button', { name: 'Another value' }))
        fill(screen, 'Value 2', '4')
      },
      { type: 'in', value: TRIES, of: [number(0), number(4)] },
    ],
    [
      'within',
      () => {
        asked('is close to')
        fill(screen, 'Tolerance', '0.5')
      },
      { type: 'within', value: TRIES, of: number(0), tolerance: number(0.5) },
    ],
    [
      'changed',
      () => {
        asked('has moved')
        fill(screen, 'By', '10')
        choose(screen, 'Direction', 'up, since the node became active')
      },
      { type: 'changed', value: TRIES, by: number(10), direction: 'up' },
    ],
  ]

  it.each(ways)('%s', (_, make, wanted) => {
    const { made } = open()
    make()
    expect(made()).toEqual(wanted)
  })

  it('none is missing here', () => {
    // Every kind of the schema, by what it refuses: an unknown kind names the known ones.
    const kinds = new Set(ways.map(([kind]) => kind))
    fc.assert(fc.property(anyCondition, (c) => kinds.has(c.type)))
  })
})

const operand: fc.Arbitrary<Operand> = fc.oneof(
  fc.oneof(fc.boolean(), fc.integer(), fc.string()).map((value): Operand => ({ type: 'constant', value })),
  fc.constantFrom<Operand>(
    TRIES,
    { type: 'signal', role: 'keypad', signal: 'level' },
    { type: 'signal', role: 'keypad', signal: 'code' },
    { type: 'signal', role: 'gone', signal: 'on' },
    { type: 'health', role: 'keypad' },
    { type: 'payload', key: 'team' },
    { type: 'elapsed', node: 'a' },
    { type: 'remaining', node: 'a' },
    { type: 'expression', cel: 'tries * 2' },
    { type: 'expression', cel: 'tries +' },
  ),
)
const duration: fc.Arbitrary<Duration> = fc.oneof(
  fc.nat(100_000),
  fc.constantFrom<Duration>({ type: 'variable', name: 'tries' }, { type: 'expression', cel: 'tries * 1000' }),
)
const { any: anyCondition } = fc.letrec<{ any: Condition }>((tie) => {
  const inner = tie('any')
  const some = fc.array(inner, { maxLength: 3 })
  return {
    any: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.record({
        type: fc.constant('compare' as const),
        left: operand,
        op: fc.constantFrom('=', '≠', '<', '≥'),
        right: operand,
      }),
      fc.record({ type: fc.constant('between' as const), value: operand, min: operand, max: operand }),
      fc.record({
        type: fc.constant('in' as const),
        value: operand,
        of: fc.array(operand, { minLength: 1, maxLength: 3 }),
      }),
      fc.record({ type: fc.constant('within' as const), value: operand, of: operand, tolerance: operand }),
      fc.record({
        type: fc.constant('changed' as const),
        value: operand,
        by: operand,
        direction: fc.constantFrom('any', 'up', 'down'),
      }),
      fc.constantFrom<Condition>(
        { type: 'active', node: 'a' },
        { type: 'active', node: 'gone' },
        { type: 'device', role: 'keypad', health: 'offline' },
        { type: 'expression', cel: 'online("keypad")' },
        {
          type: 'times',
          of: { type: 'signal', role: 'keypad', signal: 'on', on: 'report' },
          n: 2,
          within: { type: 'variable', name: 'tries' },
        },
      ),
      fc.record({ type: fc.constantFrom('all' as const, 'any' as const), of: some }),
      fc.record({ type: fc.constant('at-least' as const), n: fc.nat(3), of: some }),
      fc.record({ type: fc.constant('not' as const), of: inner }),
      fc.record({ type: fc.constant('held' as const), of: inner, for: duration }),
      fc.record({
        type: fc.constant('times' as const),
        of: inner,
        n: fc.integer({ min: 1, max: 9 }),
        within: duration,
      }),
    ) as fc.Arbitrary<Condition>,
  }
})

describe('any condition', () => {
  it('is shown, and showing it changes nothing', () => {
    fc.assert(
      fc.property(anyCondition, (c) => {
        const { editor } = open(c)
        expect(editor.getState().history.past).toEqual([])
        expect(screen.getAllByRole('group').length).toBeGreaterThan(0)
        cleanup()
      }),
      { numRuns: 20 },
    )
  }, 60_000)

  it('wrapped and taken out again is what it was', () => {
    fc.assert(
      fc.property(
        anyCondition,
        fc.constantFrom('Turn round: not …', 'Must be held for a time', 'Put into “any of”'),
        (c, way) => {
          const { editor } = open(c)
          press(screen, 'Change It', way)
          press(screen, 'Change It', 'Take out of this')
          expect(editor.graph().invariants[0]?.never).toEqual(c)
          cleanup()
        },
      ),
      { numRuns: 8 },
    )
  }, 60_000)

  it('that asks something of a value asks it in every other way too, of the same value', () => {
    const graph = graphWith({ type: 'all', of: [] })
    fc.assert(
      fc.property(anyCondition, operand, (c, other) => {
        if (!('value' in c || 'left' in c)) return
        for (const { value: how } of howsFor(graph, c)) {
          const turned = askAs(graph, c, how)
          expect(condition.safeParse(turned).success).toBe(true)
          expect(subjectOf(turned)).toEqual(subjectOf(c))
          const of = withSubject(graph, turned, other)
          expect([condition.safeParse(of).success, subjectOf(of)]).toEqual([true, other])
        }
      }),
    )
  })
})
