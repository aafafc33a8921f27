import { z } from 'zod'
import { describeDuration } from '../describe.ts'
import { common } from '../schema/node-data.ts'
import { duration, timing } from '../schema/values.ts'
import { DONE, defineNode, EVERY_TRIGGER } from './define-node.ts'

/** A countdown that the GM sees and may adjust, and that actions start, stop and add to. */
export const timer = defineNode({
  type: 'timer',
  family: 'flow',
  label: 'Timer',
  summary: 'A countdown that the game master sees and may adjust, and that actions start, stop and add to.',
  behaviour: {
    again: 'It counts from the start, or stands until it is started, as `running` says; what was added is gone.',
    frozen: 'It stands still, unless `timing` lets it run.',
    reload: 'It keeps the time that has passed and what was added; stopped stays stopped.',
  },
  icon: 'timer',
  container: false,
  data: z.strictObject({
    ...common,
    duration: duration.default(60_000),
    timing: timing.extend({ visible: z.boolean().default(true) }).prefault({}),
    /** Begins to count when the node becomes active; otherwise an action starts it. */
    running: z.boolean().default(true),
  }),
  ports: () => DONE,
  triggers: EVERY_TRIGGER,
  fields: [
    { at: 'duration', label: 'For', control: 'duration' },
    { at: 'running', label: 'Starts at once', control: 'toggle', help: 'Else it stands until an action starts it.' },
    { at: 'timing', label: 'Timing', control: 'timing' },
  ],
  lower: ({ duration: time, timing: how, running }) => ({ kind: 'timed', duration: time, timing: how, running }),
  describe: (data) => `${describeDuration(data.duration)} on the clock`,
})
