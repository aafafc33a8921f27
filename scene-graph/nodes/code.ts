import { z } from 'zod'
import { action } from '../schema/action.ts'
import { puzzleData } from '../schema/node-data.ts'
import { signalTrigger } from '../schema/signal-trigger.ts'
import { duration, scalar } from '../schema/values.ts'
import { add, after, compare, isActive, on, sameText, setTo, signalValue, variable } from './build.ts'
import { buildPuzzle, PUZZLE_BEHAVIOUR, PUZZLE_FIELDS, SOLVED } from './build-puzzle.ts'
import { type BuiltEdge, type BuiltState, defineNode, EVERY_TRIGGER, part } from './define-node.ts'

/** A code on a keypad: reported whole, or key by key. */
export const code = defineNode({
  type: 'code',
  family: 'puzzle',
  label: 'Code',
  summary: 'Solved when the right code is entered on a keypad, whole or key by key; wrong ones can lock it.',
  behaviour: PUZZLE_BEHAVIOUR,
  icon: 'keyboard',
  container: false,
  data: z.strictObject({
    ...puzzleData,
    signal: signalTrigger.nullable().default(null),
    /** What the keypad reports. */
    reports: z.enum(['code', 'keys']).default('code'),
    codes: z.array(scalar).max(100).default([]),
    /** Keys: a code is judged after so many; default: as long as the first code. Not needed with an enter key. */
    length: z.number().int().min(1).max(64).nullable().default(null),
    enterKey: scalar.nullable().default(null),
    clearKey: scalar.nullable().default(null),
    /** Keys: what was entered is forgotten after so long without another. */
    window: duration.nullable().default(null),
    /** So many wrong codes lock it, or fail it. */
    attempts: z.number().int().min(1).max(1_000).nullable().default(null),
    whenOut: z.enum(['lock', 'fail']).default('lock'),
    lockOut: duration.default(10_000),
    onKey: z.array(action).default([]),
    onWrong: z.array(action).default([]),
  }),
  ports: () => SOLVED,
  triggers: EVERY_TRIGGER,
  fields: [
    {
      at: 'signal',
      label: 'Keypad',
      control: 'signal-trigger',
      help: 'A momentary signal: a key pressed twice is two keys.',
      match: false,
      required: true,
    },
    {
      at: 'reports',
      label: 'It reports',
      control: 'choice',
      options: [
        { value: 'code', label: 'whole codes' },
        { value: 'keys', label: 'key by key' },
      ],
    },
    { at: 'codes', label: 'Codes', control: 'scalars', help: 'Any of them solves it.', required: true },
    {
      at: 'length',
      label: 'Length',
      control: 'number',
      help: 'Judged after so many keys. Empty: as long as the first code. Not used with an enter key.',
      min: 1,
      max: 64,
      optional: true,
    },
    { at: 'enterKey', label: 'Enter key', control: 'scalar', help: 'Judged when it is pressed.' },
    { at: 'clearKey', label: 'Clear key', control: 'scalar', help: 'Forgets what was entered.' },
    {
      at: 'window',
      label: 'Next key within',
      control: 'duration',
      help: 'Longer without a key forgets what was entered.',
      optional: true,
    },
    {
      at: 'attempts',
      label: 'Attempts',
      control: 'number',
      help: 'So many wrong codes. Empty: as many as they like.',
      min: 1,
      optional: true,
    },
    {
      at: 'whenOut',
      label: 'When they are used up',
      control: 'choice',
      options: [
        { value: 'lock', label: 'it is locked for a while' },
        { value: 'fail', label: 'it has failed' },
      ],
    },
    {
      at: 'lockOut',
      label: 'Locked for',
      control: 'duration',
      help: 'The game master sees it and may adjust it. Then counting begins anew.',
    },
    { at: 'onKey', label: 'On a key', control: 'actions' },
    { at: 'onWrong', label: 'On a wrong code', control: 'actions' },
    ...PUZZLE_FIELDS,
  ],
  lower: (data, node) => {
    const at = (name: string): string => part(node, name)
    const [open, judge, locked] = [at('open'), at('judge'), at('locked')]
    const [entered, keys, wrongs] = [at('entered'), at('keys'), at('wrong')]
    const states: BuiltState[] = [
      { id: open, kind: { type: 'state', entry: [setTo(entered, ''), setTo(keys, 0)] } },
      { id: judge, kind: { type: 'transient' } },
      { id: locked, kind: { type: 'state' } },
    ]
    const edges: BuiltEdge[] = []
    const { signal, attempts, clearKey, enterKey } = data
    if (signal !== null) {
      const key = signalValue(signal)
      const typed = { source: open, trigger: on(signal) }
      if (data.reports === 'code')
        edges.push({ ...typed, id: at('entry'), target: judge, actions: [setTo(entered, ''), add(entered, key)] })
      else {
        const length = data.length ?? Math.max(1, String(data.codes[0] ?? '').length)
        if (clearKey !== null)
          edges.push({ ...typed, id: at('clear'), target: open, guard: sameText(key, [clearKey]), reenter: true })
        if (enterKey !== null)
          edges.push({
            ...typed,
            id: at('enter'),
            target: judge,
            guard: sameText(key, [enterKey]),
            actions: data.onKey,
          })
        else
          edges.push({
            ...typed,
            id: at('last'),
            target: judge,
            guard: compare(variable(keys), '≥', length - 1),
            actions: [...data.onKey, add(entered, key)],
          })
        edges.push({
          ...typed,
          id: at('key'),
          target: at('typing'),
          actions: [...data.onKey, add(entered, key), add(keys, 1)],
        })
        states.push({ id: at('typing'), kind: { type: 'state' } })
        // Each key begins the window anew.
        for (const edge of edges.slice())
          edges.push({ ...edge, id: `${edge.id}-on`, source: at('typing'), reenter: true })
        if (data.window !== null)
          edges.push({
            id: at('forget'),
            source: at('typing'),
            target: open,
            trigger: after(data.window),
            says: 'forgets what was entered',
          })
      }
    }
    const done = { source: judge, trigger: { type: 'done' as const } }
    edges.push({
      ...done,
      id: at('right'),
      target: at('solved'),
      guard: sameText(variable(entered), data.codes.length === 0 ? [''] : data.codes.map(String)),
    })
    if (attempts !== null)
      edges.push({
        ...done,
        id: at('out'),
        target: data.whenOut === 'fail' ? at('failed') : locked,
        guard: compare(variable(wrongs), '≥', attempts - 1),
        actions: [...data.onWrong, setTo(wrongs, 0)],
      })
    edges.push({ ...done, id: at('wrong-code'), target: open, actions: [...data.onWrong, add(wrongs, 1)] })
    edges.push({ id: at('unlock'), source: locked, target: open, trigger: after(data.lockOut, true), says: 'locked' })
    return buildPuzzle(data, node, {
      initial: open,
      states,
      edges,
      variables: {
        [entered]: { type: 'text', initial: '' },
        [keys]: { type: 'number', initial: 0 },
        [wrongs]: { type: 'number', initial: 0 },
      },
      progress: {
        inputs: [{ id: 'code', label: 'code', right: isActive(at('solved')) }],
        ...(data.reports === 'keys'
          ? { measure: { value: variable(keys), of: data.length ?? Math.max(1, String(data.codes[0] ?? '').length) } }
          : {}),
      },
    })
  },
  describe: (data) => data.codes.map(String).join(' or '),
})
