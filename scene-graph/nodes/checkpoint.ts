import { z } from 'zod'
import { common } from '../schema/node-data.ts'
import { DONE, defineNode } from './define-node.ts'

/** A place that a session can be put back to. Passing it takes no time. */
export const checkpoint = defineNode({
  type: 'checkpoint',
  family: 'flow',
  label: 'Checkpoint',
  summary: 'A place that a session can be put back to; passing it takes no time.',
  behaviour: {
    again: 'It is passed again, and says so again.',
    frozen: 'Nothing: it takes no time.',
    reload: 'Nothing: no game ever stands in it.',
  },
  icon: 'milestone',
  container: false,
  data: z.strictObject({ ...common }),
  ports: () => DONE,
  triggers: ['done'],
  fields: [],
  lower: () => ({ kind: 'transient', mark: true }),
  describe: () => 'checkpoint',
})
