import { z } from 'zod'
import { describeDuration } from '../describe.ts'
import { common } from '../schema/node-data.ts'
import { duration, timingField } from '../schema/values.ts'
import { DONE, defineNode, EVERY_TRIGGER } from './define-node.ts'

/** Waits for a time, then leaves by `done`. */
export const delay = defineNode({
  type: 'delay',
  family: 'flow',
  label: 'Delay',
  summary: 'Waits for a time, then goes on.',
  behaviour: {
    again: 'It counts from the start.',
    frozen: 'It stands still, unless `timing` lets it run.',
    reload:
      'It keeps the time that has passed, and a changed duration applies to the whole: a shorter one may be over at once. `timing` may have it restart.',
  },
  icon: 'hourglass',
  container: false,
  data: z.strictObject({ ...common, duration: duration.default(1_000), timing: timingField }),
  ports: () => DONE,
  triggers: EVERY_TRIGGER,
  fields: [
    { at: 'duration', label: 'For', control: 'duration' },
    { at: 'timing', label: 'Timing', control: 'timing' },
  ],
  lower: (data) => ({ kind: 'timed', duration: data.duration, timing: data.timing, running: true }),
  describe: (data) => `wait ${describeDuration(data.duration)}`,
})
