import { z } from 'zod'
import { common } from '../schema/node-data.ts'
import { id, name } from '../schema/values.ts'
import { defineNode, EVERY_TRIGGER } from './define-node.ts'

/** Another scene or puzzle, placed here (SG7). */
export const graph = defineNode({
  type: 'graph',
  family: 'flow',
  label: 'Scene or puzzle',
  summary:
    'Plays another scene or puzzle, with its own variables and its roles bound to ours; one exit for each outcome.',
  behaviour: {
    again: 'It begins at its start, its variables with their first values.',
    frozen: 'What is inside stands still.',
    reload: 'What is inside is matched by its own ids, as if it were drawn here; its variables keep their values.',
  },
  icon: 'workflow',
  container: false,
  data: z.strictObject({
    ...common,
    graph: id.nullable().default(null),
    version: z.union([z.number().int().min(1).max(999_999_999), z.literal('latest')]).default('latest'),
    /** Its role → ours. A role that is not named here is ours of the same name. */
    bindings: z.record(name, name).default({}),
  }),
  ports: ({ childOutcomes }) => [
    { id: 'done', label: 'done' },
    ...childOutcomes.filter((o) => o !== 'done' && o !== 'skipped').map((o) => ({ id: o, label: o })),
    { id: 'skipped', label: 'skipped' },
  ],
  triggers: EVERY_TRIGGER,
  fields: [
    { at: 'graph', label: 'Plays', control: 'graph', required: true },
    {
      at: 'bindings',
      label: 'Roles',
      control: 'bindings',
      help: 'Its role, and ours that plays it. Without, ours of the same name.',
    },
  ],
  lower: (data) => ({ kind: 'contained', graph: data.graph, version: data.version, bindings: data.bindings }),
  describe: (data) =>
    data.graph === null
      ? 'no graph yet'
      : `${data.graph} ${data.version === 'latest' ? '(latest)' : `v${data.version}`}`,
})
