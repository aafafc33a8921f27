import { z } from 'zod'
import { describeAction } from '../describe.ts'
import { stateful } from '../schema/node-data.ts'
import { DONE, defineNode, EVERY_TRIGGER } from './define-node.ts'

/** A situation that lasts until an edge leads out of it. */
export const state = defineNode({
  type: 'state',
  family: 'statechart',
  label: 'State',
  summary: 'A situation that lasts until an edge leads out of it.',
  behaviour: {
    again: 'It is entered anew: entry actions are done, its times count from the start.',
    frozen: 'The times of its edges stand still.',
    reload: 'It stays active and does nothing again; times that have run stay run, a changed one applies to the whole.',
  },
  icon: 'circle',
  container: false,
  data: z.strictObject({ ...stateful }),
  ports: () => DONE,
  triggers: EVERY_TRIGGER.filter((t) => t !== 'done'),
  fields: [
    { at: 'entry', label: 'On entry', control: 'actions' },
    { at: 'exit', label: 'On exit', control: 'actions' },
  ],
  lower: (data) => ({ kind: 'atomic', entry: data.entry, exit: data.exit }),
  describe: (data) => data.entry.map(describeAction).join(' · '),
})
