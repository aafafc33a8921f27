import { z } from 'zod'
import { common } from '../schema/node-data.ts'
import { name } from '../schema/values.ts'
import { defineNode } from './define-node.ts'

const choice = z.strictObject({ id: name, weight: z.number().min(0).max(1_000_000).default(1) })

/** Leaves by one of its exits, chosen by weight with the session's seed. */
export const random = defineNode({
  type: 'random',
  family: 'flow',
  label: 'Random',
  summary: 'Leaves by one of its exits, chosen by weight; the session’s seed decides, so that a replay chooses alike.',
  behaviour: {
    again:
      'It draws anew. What is drawn depends on the game’s seed, the node’s id and how often it drew before, and on nothing else.',
    frozen: 'Nothing: it takes no time.',
    reload: 'The count of its draws is kept, so that the next draw is the one that would have come.',
  },
  icon: 'dices',
  container: false,
  data: z.strictObject({
    ...common,
    choices: z
      .array(choice)
      .max(100)
      .default([
        { id: 'a', weight: 1 },
        { id: 'b', weight: 1 },
      ]),
  }),
  ports: ({ data }) => data.choices.map((c) => ({ id: c.id, label: c.id })),
  triggers: ['done'],
  fields: [
    {
      at: 'choices',
      label: 'Exits',
      help: 'Twice the weight is drawn twice as often.',
      control: 'list',
      noun: 'exit',
      required: true,
      fields: [
        { at: 'id', label: 'Exit', control: 'name' },
        { at: 'weight', label: 'Weight', control: 'number', min: 0 },
      ],
    },
  ],
  lower: (data) => ({ kind: 'draw', choices: data.choices.map(({ id, weight }) => ({ port: id, weight })) }),
  describe: (data) => data.choices.map((c) => `${c.id} ${c.weight}`).join(' : '),
})
