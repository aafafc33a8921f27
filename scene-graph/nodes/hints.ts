import { z } from 'zod'
import { describeDuration } from '../describe.ts'
import type { Condition } from '../schema/condition.ts'
import { common } from '../schema/node-data.ts'
import { duration, id, name } from '../schema/values.ts'
import { allOf, anyOf, equals, isActive, not, setTo, variable } from './build.ts'
import { identified } from './build-conditions.ts'
import { type BuiltEdge, defineNode, part } from './define-node.ts'

const source = z.string().min(1).max(500)
const rung = z.strictObject({
  id: id.optional(),
  /** After the node that it helps with became active; null: only when the GM gives it. */
  after: duration.nullable().default(null),
  text: z.string().max(1_000).default(''),
  picture: source.optional(),
  sound: source.optional(),
  video: source.optional(),
  screen: name.default('main'),
  /** Whether it counts in the team's result. */
  counts: z.boolean().default(true),
})

/** A ladder of hints for a group or a puzzle. */
export const hints = defineNode({
  type: 'hints',
  family: 'flow',
  label: 'Hints',
  summary: 'A ladder of hints for a group or a puzzle: each after its time, or when the game master gives it.',
  behaviour: {
    again: 'With each visit of what they belong to they begin anew: the first hint is the next one.',
    frozen: 'The times until the next hint stand still.',
    reload: 'Hints that were given stay given, found by their `id` (or their place).',
  },
  icon: 'lightbulb',
  container: false,
  data: z.strictObject({
    ...common,
    /** What they help with; null: the container around them. */
    to: id.nullable().default(null),
    rungs: z.array(rung).max(50).default([]),
    /** The operator action that gives the next one now. */
    action: name.default('hint'),
  }),
  ports: () => [],
  triggers: [],
  fields: [
    { at: 'to', label: 'For', control: 'node', help: 'Empty: the group around them.' },
    {
      at: 'rungs',
      label: 'Hints',
      help: 'In this order; one whose time comes after a later one was given is passed over.',
      control: 'list',
      noun: 'hint',
      required: true,
      fields: [
        { at: 'after', label: 'After', control: 'duration', optional: true },
        { at: 'text', label: 'Text', control: 'multiline' },
        { at: 'picture', label: 'Picture', control: 'text' },
        { at: 'sound', label: 'Sound', control: 'text' },
        { at: 'video', label: 'Video', control: 'text' },
        { at: 'screen', label: 'Screen', control: 'name' },
        { at: 'counts', label: 'Counts', control: 'toggle' },
      ],
    },
    { at: 'action', label: 'Action', control: 'action-name', help: 'What the game master presses for the next one.' },
  ],
  // Hints go out in order, each once in a visit: one whose time comes after it or a later one was given is passed over.
  lower: (data, node) => ({
    kind: 'attached',
    to: data.to,
    part: (target, ends) => {
      const rungs = identified(data.rungs)
      const given = rungs.map((r) => part(node, `given-${r.id}`))
      const isGiven = (index: number): Condition[] =>
        given.slice(index, index + 1).map((name) => equals(variable(name), true))
      const edges = rungs.flatMap((r, index): BuiltEdge[] => {
        const { id, after, picture, sound, video, ...rest } = r
        const media = {
          ...(picture === undefined ? {} : { picture }),
          ...(sound === undefined ? {} : { sound }),
          ...(video === undefined ? {} : { video }),
        }
        const actions = [{ type: 'hint' as const, ...rest, ...media }, setTo(part(node, `given-${id}`), true)]
        const open = not(
          anyOf([...ends.map(isActive), ...given.slice(index).map((name) => equals(variable(name), true))]),
        )
        const asked: BuiltEdge = {
          id: part(node, `ask-${id}`),
          source: target,
          target: null,
          trigger: { type: 'operator', action: data.action, label: 'Next hint', dangerous: false },
          guard: allOf([open, ...(index === 0 ? [] : isGiven(index - 1))]),
          actions,
        }
        if (after === null) return [asked]
        const due: BuiltEdge = {
          id: part(node, `after-${id}`),
          source: target,
          target: null,
          trigger: {
            type: 'after',
            duration: after,
            timing: { frozen: 'freezes', reload: 'keeps', restart: 'keeps-deadline', visible: true },
          },
          guard: open,
          actions,
          says: `hint ${index + 1}`,
        }
        return [due, asked]
      })
      return {
        edges,
        variables: Object.fromEntries(given.map((name) => [name, { type: 'boolean' as const, initial: false }])),
        entry: given.map((name) => setTo(name, false)),
      }
    },
  }),
  describe: (data) =>
    data.rungs.map((r) => (r.after === null ? 'on request' : `after ${describeDuration(r.after)}`)).join(' · '),
})
