import { z } from 'zod'
import { common } from '../schema/node-data.ts'
import { defineNode } from './define-node.ts'

/** Takes the first of its exits whose guard holds, in order, else the exit `else`. */
export const decision = defineNode({
  type: 'decision',
  family: 'statechart',
  label: 'Decision',
  summary: 'Goes on at once by the first exit whose guard holds, else by “else”.',
  behaviour: {
    again: 'It decides anew.',
    frozen:
      'While it waits because no exit holds, it goes on waiting; conditions are looked at again when the game goes on.',
    reload: 'A game that waits in it looks again at once, with the new exits.',
  },
  icon: 'split',
  container: false,
  data: z.strictObject({ ...common }),
  ports: () => [
    { id: 'done', label: 'if' },
    { id: 'else', label: 'else' },
  ],
  triggers: ['done'],
  fields: [],
  lower: () => ({ kind: 'transient' }),
  describe: () => 'first exit that holds',
})
