import { z } from 'zod'
import { stateful } from '../schema/node-data.ts'
import { id } from '../schema/values.ts'
import { defineNode, EVERY_TRIGGER } from './define-node.ts'

/** A compound state: exactly one of its children is active. Its ends are its exits. */
export const group = defineNode({
  type: 'group',
  family: 'statechart',
  label: 'Group',
  summary: 'Holds states of which one is active; leaves through the outcome of its end.',
  behaviour: {
    again: 'It begins at its start, wherever it was left; a **history** inside leads back to where that was.',
    frozen: 'What is inside stands still.',
    reload:
      'Whatever is active inside stays active. When that is gone from the new version, the group is entered at its start.',
  },
  icon: 'square-dashed',
  container: true,
  data: z.strictObject({ ...stateful, initial: id.nullable().default(null) }),
  ports: ({ childOutcomes }) => [
    { id: 'done', label: 'done' },
    ...childOutcomes.filter((o) => o !== 'done').map((o) => ({ id: o, label: o })),
  ],
  triggers: EVERY_TRIGGER,
  fields: [
    { at: 'initial', label: 'Starts at', control: 'child', help: 'Empty: the first in the list.' },
    { at: 'entry', label: 'On entry', control: 'actions' },
    { at: 'exit', label: 'On exit', control: 'actions' },
  ],
  lower: (data) => ({ kind: 'compound', entry: data.entry, exit: data.exit, initial: data.initial }),
  describe: () => '',
})
