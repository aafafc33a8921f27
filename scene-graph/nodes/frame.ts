import { z } from 'zod'
import { common } from '../schema/node-data.ts'
import { defineNode } from './define-node.ts'

/** A titled area on the canvas, behind what lies on it. */
export const frame = defineNode({
  type: 'frame',
  family: 'annotation',
  label: 'Frame',
  summary: 'A titled area on the canvas; means nothing to the game.',
  behaviour: null,
  icon: 'frame',
  container: false,
  data: z.strictObject({ ...common }),
  ports: () => [],
  triggers: [],
  fields: [],
  lower: () => ({ kind: 'none' }),
  describe: () => '',
})
