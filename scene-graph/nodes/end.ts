import { z } from 'zod'
import { common, outcome } from '../schema/node-data.ts'
import { defineNode } from './define-node.ts'

/** Ends the group around it with an outcome; at the top level, the session. */
export const end = defineNode({
  type: 'end',
  family: 'statechart',
  label: 'End',
  summary: 'Ends the group around it, or the game, with an outcome.',
  behaviour: {
    again:
      'An end inside a group is entered again when the group comes to it again. The game’s own end is the last thing that happens.',
    frozen: 'Nothing: it takes no time.',
    reload: 'A game that has ended stays ended. A group that stands in its end hears of an exit that is new.',
  },
  icon: 'flag',
  container: false,
  data: z.strictObject({ ...common, outcome: outcome.default('completed') }),
  ports: () => [],
  triggers: [],
  fields: [
    {
      at: 'outcome',
      label: 'Outcome',
      control: 'outcome',
      help: 'solved, failed, completed, aborted, or a name of yours.',
    },
  ],
  lower: (data) => ({ kind: 'final', outcome: data.outcome }),
  describe: (data) => data.outcome,
})
