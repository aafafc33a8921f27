import { z } from 'zod'
import { describeCondition } from '../describe.ts'
import { condition } from '../schema/condition.ts'
import { outcome, stateful } from '../schema/node-data.ts'
import { id } from '../schema/values.ts'
import { add, allOf, built, not, setTo } from './build.ts'
import { defineNode, EVERY_TRIGGER, part } from './define-node.ts'

/** Plays what is inside it again and again: so often, or until a condition holds at the end of a round. */
export const loop = defineNode({
  type: 'loop',
  family: 'flow',
  label: 'Loop',
  summary: 'Plays what is inside it so often, or until a condition holds at the end of a round.',
  behaviour: {
    again: 'It begins with its first round.',
    frozen: 'What is inside stands still.',
    reload: 'The round goes on and its number is kept; a changed `count` or `until` is looked at when the round ends.',
  },
  icon: 'repeat',
  container: true,
  data: z.strictObject({
    ...stateful,
    initial: id.nullable().default(null),
    /** Rounds; null: without end. */
    count: z.number().int().min(1).max(1_000_000).nullable().default(null),
    until: condition.nullable().default(null),
    /** Outcomes of an end inside that leave the loop at once, by an exit of that name. */
    leaveOn: z.array(outcome).max(20).default([]),
  }),
  ports: ({ data }) => [{ id: 'done', label: 'done' }, ...data.leaveOn.map((o) => ({ id: o, label: o }))],
  triggers: EVERY_TRIGGER,
  fields: [
    { at: 'count', label: 'Rounds', control: 'number', help: 'Empty: without end.', min: 1, optional: true },
    { at: 'until', label: 'Until', control: 'condition', help: 'Looked at when a round ends.' },
    { at: 'leaveOn', label: 'Leave at once on', control: 'names', help: 'Outcomes of an end inside.' },
    { at: 'initial', label: 'Starts at', control: 'child', help: 'Empty: the first in the list.' },
    { at: 'entry', label: 'On entry', control: 'actions' },
    { at: 'exit', label: 'On exit', control: 'actions' },
  ],
  lower: (data, node) => {
    const at = (name: string): string => part(node, name)
    const round = at('round')
    const over = [
      ...(data.until === null ? [] : [data.until]),
      ...(data.count === null
        ? []
        : [
            {
              type: 'compare' as const,
              left: { type: 'variable' as const, name: round },
              op: '≥' as const,
              right: { type: 'constant' as const, value: data.count },
            },
          ]),
    ]
    const ended = { source: at('body'), trigger: { type: 'done' as const } }
    return built({
      entry: [setTo(round, 1), ...data.entry],
      exit: data.exit,
      initial: at('body'),
      variables: { [round]: { type: 'number', initial: 1 } },
      states: [
        { id: at('body'), kind: { type: 'body', initial: data.initial } },
        { id: at('done'), kind: { type: 'final', outcome: 'done' } },
        ...data.leaveOn.map((o) => ({ id: at(`leave-${o}`), kind: { type: 'final' as const, outcome: o } })),
      ],
      edges: [
        ...data.leaveOn.map((o) => ({ ...ended, id: at(`on-${o}`), sourcePort: o, target: at(`leave-${o}`) })),
        {
          ...ended,
          id: at('again'),
          guard: over.length === 0 ? allOf([]) : not({ type: 'any', of: over }),
          target: at('body'),
          actions: [add(round, 1)],
          reenter: true,
        },
        { ...ended, id: at('over'), target: at('done') },
      ],
    })
  },
  describe: (data) =>
    [
      data.count === null ? '' : `${data.count} times`,
      data.until === null ? '' : `until ${describeCondition(data.until)}`,
    ]
      .filter((t) => t !== '')
      .join(', ') || 'without end',
})
