import { z } from 'zod'
import { describeTrigger } from '../describe.ts'
import { action } from '../schema/action.ts'
import { puzzleData } from '../schema/node-data.ts'
import { signalTrigger } from '../schema/signal-trigger.ts'
import { duration, id } from '../schema/values.ts'
import { add, after, anyOf, compare, isActive, on, variable } from './build.ts'
import { identified } from './build-conditions.ts'
import { buildPuzzle, PUZZLE_BEHAVIOUR, PUZZLE_FIELDS, SOLVED } from './build-puzzle.ts'
import { type BuiltEdge, type BuiltState, defineNode, EVERY_TRIGGER, part } from './define-node.ts'

const step = z.strictObject({ id: id.optional(), label: z.string().max(60).default(''), signal: signalTrigger })

/** Signals in order. */
export const sequence = defineNode({
  type: 'sequence',
  family: 'puzzle',
  label: 'Sequence',
  summary: 'Solved when things happen in order; a wrong one starts over, is ignored, or costs time.',
  behaviour: PUZZLE_BEHAVIOUR,
  icon: 'list-end',
  container: false,
  data: z.strictObject({
    ...puzzleData,
    steps: z.array(step).max(100).default([]),
    /** `reset` goes on with what of the last ones is a beginning (`beginningLeft`); `penalty` starts over and locks. */
    wrong: z.enum(['reset', 'ignore', 'penalty']).default('reset'),
    penalty: duration.default(5_000),
    /** Between two steps; longer starts over. */
    window: duration.nullable().default(null),
    /** So many wrong ones fail it. */
    attempts: z.number().int().min(1).max(1_000).nullable().default(null),
    onRight: z.array(action).default([]),
    onWrong: z.array(action).default([]),
  }),
  ports: () => SOLVED,
  triggers: EVERY_TRIGGER,
  fields: [
    {
      at: 'steps',
      label: 'Steps',
      control: 'list',
      noun: 'step',
      required: true,
      fields: [
        { at: 'label', label: 'Label', control: 'text' },
        { at: 'signal', label: 'When', control: 'signal-trigger', match: true },
      ],
    },
    {
      at: 'wrong',
      label: 'A wrong one',
      help: 'Starting over, the last ones count as far as they are a beginning: A A A B solves A A B. What belongs to no step is not a wrong one.',
      control: 'choice',
      options: [
        { value: 'reset', label: 'starts over' },
        { value: 'ignore', label: 'is ignored' },
        { value: 'penalty', label: 'locks and starts over' },
      ],
    },
    { at: 'penalty', label: 'Locks for', control: 'duration', help: 'The game master sees it and may adjust it.' },
    {
      at: 'window',
      label: 'Next step within',
      control: 'duration',
      help: 'At exactly so long it is too late. Empty: any time.',
      optional: true,
    },
    {
      at: 'attempts',
      label: 'Fails after',
      control: 'number',
      help: 'Not counted where wrong ones are ignored.',
      min: 1,
      unit: 'wrong',
      optional: true,
    },
    { at: 'onRight', label: 'On a right one', control: 'actions' },
    { at: 'onWrong', label: 'On a wrong one', control: 'actions' },
    ...PUZZLE_FIELDS,
  ],
  lower: (data, node) => {
    const at = (name: string): string => part(node, name)
    const steps = identified(data.steps)
    // Where it waits for a step is found by the step's id after a reload, wherever that has moved in the list.
    const place = (index: number): string => at(index < steps.length ? `at-${steps[index]?.id}` : 'solved')
    const wrongs = at('wrong')
    const distinct = steps.filter((s, i) => steps.findIndex((o) => sameSignal(o.signal, s.signal)) === i)
    const kinds = steps.map((s) => distinct.findIndex((o) => sameSignal(o.signal, s.signal)))
    const last = data.attempts === null ? null : compare(variable(wrongs), '≥', data.attempts - 1)
    const states: BuiltState[] = steps.map((_, i) => ({ id: place(i), kind: { type: 'state' } }))
    const edges: BuiltEdge[] = []
    steps.forEach((expected, i) => {
      edges.push({
        id: at(`right-${expected.id}`),
        source: place(i),
        target: place(i + 1),
        trigger: on(expected.signal),
        actions: data.onRight,
      })
      // What fits several steps counts as the one that leaves players furthest.
      const wrongOnes = distinct.map((other, kind) => ({ other, left: beginningLeft(kinds, i, kind) }))
      for (const { other, left } of wrongOnes.sort((a, b) => b.left - a.left)) {
        if (sameSignal(other.signal, expected.signal) || data.wrong === 'ignore') continue
        const wrong = { source: place(i), trigger: on(other.signal) }
        if (last !== null)
          edges.push({
            ...wrong,
            id: at(`out/${expected.id}/${other.id}`),
            target: at('failed'),
            guard: last,
            actions: data.onWrong,
          })
        edges.push({
          ...wrong,
          id: at(`wrong/${expected.id}/${other.id}`),
          target: data.wrong === 'penalty' ? at('locked') : place(left),
          actions: [...data.onWrong, add(wrongs, 1)],
          reenter: true,
        })
      }
      if (data.window !== null && i > 0)
        edges.push({
          id: at(`late-${expected.id}`),
          source: place(i),
          target: place(0),
          trigger: after(data.window),
          says: `step ${i + 1} is due`,
        })
    })
    if (data.wrong === 'penalty') {
      states.push({ id: at('locked'), kind: { type: 'state' } })
      edges.push({
        id: at('unlock'),
        source: at('locked'),
        target: place(0),
        trigger: after(data.penalty, true),
        says: 'locked',
      })
    }
    return buildPuzzle(data, node, {
      initial: place(0),
      states,
      edges,
      variables: { [wrongs]: { type: 'number', initial: 0 } },
      progress: {
        inputs: steps.map((s, i) => ({
          id: s.id,
          label: s.label || describeTrigger(s.signal),
          right: anyOf(Array.from({ length: steps.length - i }, (_, more) => isActive(place(i + more + 1)))),
        })),
      },
    })
  },
  describe: (data) => data.steps.map((s) => s.label || describeTrigger(s.signal)).join(' → '),
})

type Signal = z.output<typeof signalTrigger>

/** Whether two steps wait for the same thing. */
const sameSignal = (a: Signal, b: Signal): boolean =>
  a.role === b.role && a.signal === b.signal && JSON.stringify(a.match) === JSON.stringify(b.match)

/**
 * How many steps are done after the first `done` of them and then a wrong one: the longest tail of these that is a
 * beginning of the sequence. Each of them came within the window of the one before, so those of the tail did as well.
 * `kinds`: what each step waits for, as a number; `wrong`: that of the wrong one.
 */
function beginningLeft(kinds: readonly number[], done: number, wrong: number): number {
  for (let length = done; length > 0; length--) {
    const from = done + 1 - length
    if (kinds[length - 1] !== wrong) continue
    if (kinds.slice(from, done).every((kind, k) => kind === kinds[k])) return length
  }
  return 0
}
