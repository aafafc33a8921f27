import { z } from 'zod'
import { common } from '../schema/node-data.ts'
import { defineNode } from './define-node.ts'

/** Text on the canvas. */
export const note = defineNode({
  type: 'note',
  family: 'annotation',
  label: 'Note',
  summary: 'Text on the canvas; means nothing to the game.',
  behaviour: null,
  icon: 'sticky-note',
  container: false,
  data: z.strictObject({ ...common, text: z.string().max(10_000).default('') }),
  ports: () => [],
  triggers: [],
  fields: [{ at: 'text', label: 'Text', control: 'multiline' }],
  lower: () => ({ kind: 'none' }),
  describe: (data) => data.text,
})
