import { z } from 'zod'
import { common } from '../schema/node-data.ts'
import { name } from '../schema/values.ts'
import { DONE, defineNode, EVERY_TRIGGER } from './define-node.ts'

/** Waits for the game master. */
export const gate = defineNode({
  type: 'gate',
  family: 'flow',
  label: 'Gate',
  summary: 'Waits for the game master to go on.',
  behaviour: {
    again: 'It asks again.',
    frozen: 'The button’s press is recorded, and applied or thrown away when the game goes on.',
    reload: 'It goes on asking, with its new words.',
  },
  icon: 'hand',
  container: false,
  data: z.strictObject({
    ...common,
    prompt: z.string().max(300).default(''),
    /** The operator action that opens it. */
    action: name.default('continue'),
    label: z.string().max(60).default('Continue'),
  }),
  ports: () => DONE,
  triggers: EVERY_TRIGGER,
  fields: [
    { at: 'prompt', label: 'Prompt', control: 'multiline', help: 'What the game master reads.' },
    { at: 'label', label: 'Button', control: 'text' },
    { at: 'action', label: 'Action', control: 'action-name', help: 'Its name on the wire and in simulations.' },
  ],
  lower: (data) => ({ kind: 'gate', action: data.action, label: data.label, prompt: data.prompt }),
  describe: (data) => data.prompt || `GM: ${data.label}`,
})
