import { z } from 'zod'
import { common } from '../schema/node-data.ts'
import { defineNode } from './define-node.ts'

/** Leads back to where the container around it was left; by its `done` edge when it never was. */
export const history = defineNode({
  type: 'history',
  family: 'statechart',
  label: 'History',
  summary: 'Leads back to where the group around it was left last, by its edge when it never was.',
  behaviour: {
    again:
      'It is never active itself: an edge that leads to it leads on in the same step. What it remembers is overwritten each time that its group is left.',
    frozen: 'Nothing: it takes no time.',
    reload: 'What it remembers is kept.',
  },
  icon: 'history',
  container: false,
  data: z.strictObject({
    ...common,
    /** Back to the innermost state, not only to the child. */
    deep: z.boolean().default(false),
  }),
  ports: () => [{ id: 'done', label: 'first time' }],
  triggers: ['done'],
  fields: [
    { at: 'deep', label: 'Deep', control: 'toggle', help: 'Back to the innermost state, not only to the child.' },
  ],
  lower: (data) => ({ kind: 'history', deep: data.deep }),
  describe: (data) => (data.deep ? 'where it was left, innermost' : 'where it was left'),
})
