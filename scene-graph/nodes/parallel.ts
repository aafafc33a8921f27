import { z } from 'zod'
import { stateful } from '../schema/node-data.ts'
import { DONE, defineNode, EVERY_TRIGGER } from './define-node.ts'

/** All its children are active at once; done when every one of them has come to an end. */
export const parallel = defineNode({
  type: 'parallel',
  family: 'statechart',
  label: 'Parallel',
  summary: 'Everything inside runs at once; done when every part has come to its end.',
  behaviour: {
    again: 'Every part begins at its start.',
    frozen: 'What is inside stands still.',
    reload: 'Each part stays where it is; a part that is new is entered.',
  },
  icon: 'columns-2',
  container: true,
  data: z.strictObject({ ...stateful }),
  ports: () => DONE,
  triggers: EVERY_TRIGGER,
  fields: [
    { at: 'entry', label: 'On entry', control: 'actions' },
    { at: 'exit', label: 'On exit', control: 'actions' },
  ],
  lower: (data) => ({ kind: 'parallel', entry: data.entry, exit: data.exit }),
  describe: () => '',
})
