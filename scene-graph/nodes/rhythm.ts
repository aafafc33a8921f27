import { z } from 'zod'
import { describeMs } from '../describe.ts'
import { action } from '../schema/action.ts'
import { puzzleData } from '../schema/node-data.ts'
import { signalTrigger } from '../schema/signal-trigger.ts'
import { after, anyOf, constant, isActive, on } from './build.ts'
import { buildPuzzle, PUZZLE_BEHAVIOUR, PUZZLE_FIELDS, SOLVED } from './build-puzzle.ts'
import { type BuiltEdge, type BuiltState, defineNode, EVERY_TRIGGER, part } from './define-node.ts'

const ms = z.number().min(1).max(600_000)

/** A pattern of intervals between beats. */
export const rhythm = defineNode({
  type: 'rhythm',
  family: 'puzzle',
  label: 'Rhythm',
  summary: 'Solved when knocks, or other beats, come at the right intervals, within a tolerance.',
  behaviour: PUZZLE_BEHAVIOUR,
  icon: 'drum',
  container: false,
  data: z.strictObject({
    ...puzzleData,
    signal: signalTrigger.nullable().default(null),
    /** From each beat to the next, ms: one less than there are beats. */
    intervals: z.array(ms).max(100).default([]),
    /** How far off a beat may be, ms, either way. */
    tolerance: z.number().min(0).max(600_000).default(150),
    onRight: z.array(action).default([]),
    onWrong: z.array(action).default([]),
  }),
  ports: () => SOLVED,
  triggers: EVERY_TRIGGER,
  fields: [
    {
      at: 'signal',
      label: 'Beat',
      control: 'signal-trigger',
      help: 'A momentary signal: each report is a beat.',
      match: true,
      required: true,
    },
    {
      at: 'intervals',
      label: 'Intervals',
      control: 'durations',
      help: 'From each beat to the next: one less than there are beats.',
      required: true,
    },
    {
      at: 'tolerance',
      label: 'Tolerance',
      control: 'number',
      help: 'Either way, its ends included.',
      min: 0,
      unit: 'ms',
    },
    { at: 'onRight', label: 'On a right beat', control: 'actions' },
    {
      at: 'onWrong',
      label: 'On a wrong beat',
      control: 'actions',
      help: 'One that comes too early. One that does not come starts over in silence.',
    },
    ...PUZZLE_FIELDS,
  ],
  // A beat that is off is the first of a new try: players start over by beating.
  lower: (data, node) => {
    const at = (name: string): string => part(node, name)
    const { signal, intervals, tolerance } = data
    const heard = (beats: number): string => (beats > intervals.length ? at('solved') : at(`heard-${beats}`))
    const states: BuiltState[] = [{ id: at('quiet'), kind: { type: 'state' } }]
    const edges: BuiltEdge[] = []
    if (signal !== null)
      edges.push({ id: at('first'), source: at('quiet'), target: heard(1), trigger: on(signal), actions: data.onRight })
    intervals.forEach((interval, i) => {
      const source = heard(i + 1)
      states.push({ id: source, kind: { type: 'state' } })
      if (signal === null) return
      edges.push(
        {
          id: at(`right-${i}`),
          source,
          target: heard(i + 2),
          trigger: on(signal),
          guard: {
            type: 'between',
            value: { type: 'elapsed', node: source },
            min: constant(interval - tolerance),
            max: constant(interval + tolerance),
          },
          actions: data.onRight,
        },
        { id: at(`off-${i}`), source, target: heard(1), trigger: on(signal), actions: data.onWrong, reenter: true },
        {
          id: at(`late-${i}`),
          source,
          target: at('quiet'),
          trigger: after(interval + tolerance + 1),
          says: `beat ${i + 2} is due`,
        },
      )
    })
    return buildPuzzle(data, node, {
      initial: at('quiet'),
      states,
      edges,
      progress: {
        inputs: [...intervals, 0].map((_, i) => ({
          id: String(i),
          label: `beat ${i + 1}`,
          right: anyOf(
            Array.from({ length: intervals.length + 1 - i }, (_unused, more) => isActive(heard(i + more + 1))),
          ),
        })),
      },
    })
  },
  describe: (data) => data.intervals.map(describeMs).join(' · '),
})
