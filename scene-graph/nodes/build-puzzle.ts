import type { Action } from '../schema/action.ts'
import type { Duration } from '../schema/values.ts'
import { after, anyOf, built, equals, isActive, not, setTo, variable } from './build.ts'
import {
  type Behaviour,
  type Built,
  type BuiltEdge,
  type BuiltState,
  type Field,
  type Port,
  type Progress,
  part,
} from './define-node.ts'

export const SOLVED: readonly Port[] = [
  { id: 'solved', label: 'solved' },
  { id: 'failed', label: 'failed' },
]

/** What all puzzles do alike. */
export const PUZZLE_BEHAVIOUR: Behaviour = {
  again:
    'As `reset` says. `entry`: it begins anew. `keep`: it goes on where it was left, with what it remembers; times begin anew. What was solved is solved at once; what failed begins anew.',
  frozen:
    'Its times stand still. What players do is recorded, and applied or thrown away when the game goes on; thrown away, devices still stand as they were left.',
  reload:
    'It stays as far as it was: items are found again by their `id` (or their place). A limit that has run stays run; what a changed condition has held so far counts from then on anew.',
}

/** The end of every puzzle's form. */
export const PUZZLE_FIELDS: readonly Field[] = [
  {
    at: 'limit',
    label: 'Time limit',
    control: 'duration',
    optional: true,
    help: 'The game master sees it and may adjust it.',
  },
  {
    at: 'atLimit',
    label: 'When it is over',
    control: 'choice',
    options: [
      { value: 'alert', label: 'tell the game master' },
      { value: 'fail', label: 'it has failed' },
    ],
  },
  {
    at: 'reset',
    label: 'Entered again',
    control: 'choice',
    options: [
      { value: 'entry', label: 'it begins anew' },
      { value: 'keep', label: 'it goes on where it was left' },
    ],
  },
  { at: 'entry', label: 'On entry', control: 'actions' },
  { at: 'exit', label: 'On exit', control: 'actions' },
]

type PuzzleData = {
  name: string
  entry: Action[]
  exit: Action[]
  limit: Duration | null
  atLimit: 'alert' | 'fail'
  reset: 'entry' | 'keep'
}

/** What every puzzle ends in: `solved` and `failed`, the time limit, and what happens when it is entered again. */
export function buildPuzzle(
  data: PuzzleData,
  id: string,
  parts: {
    initial: string
    states: readonly BuiltState[]
    edges: readonly BuiltEdge[]
    variables?: Built['variables']
    progress: Progress
  },
): Built {
  const at = (name: string): string => part(id, name)
  const variables = parts.variables ?? {}
  const keeps = data.reset === 'keep'
  const fresh = Object.entries(variables).map(([name, v]) => setTo(name, v.initial))
  // Where it was left, unless it failed: that is another try, and a memory of it would fail it at once again.
  const lost = at('lost')
  const back = { source: at('again'), trigger: { type: 'done' as const } }
  const limit: BuiltEdge[] =
    data.limit === null
      ? []
      : [
          {
            id: at('limit'),
            source: id,
            target: data.atLimit === 'fail' ? at('failed') : null,
            trigger: after(data.limit, true),
            says: 'time limit',
            // One that is over may wait for others beside it.
            guard: not(anyOf([isActive(at('solved')), isActive(at('failed'))])),
            actions:
              data.atLimit === 'fail'
                ? []
                : [{ type: 'notify', level: 'attention', message: `${data.name || id} takes longer than planned` }],
          },
        ]
  return built({
    entry: [...(keeps ? [] : fresh), ...data.entry],
    exit: data.exit,
    initial: keeps ? at('again') : parts.initial,
    states: [
      ...parts.states,
      { id: at('solved'), kind: { type: 'final', outcome: 'solved' } },
      {
        id: at('failed'),
        kind: { type: 'final', outcome: 'failed', ...(keeps ? { entry: [setTo(lost, true)] } : {}) },
      },
      ...(keeps
        ? [
            { id: at('again'), kind: { type: 'transient' as const } },
            { id: at('left'), kind: { type: 'history' as const, to: parts.initial } },
          ]
        : []),
    ],
    edges: [
      ...parts.edges,
      ...limit,
      ...(keeps
        ? [
            {
              ...back,
              id: at('anew'),
              target: parts.initial,
              guard: equals(variable(lost), true),
              actions: [...fresh, setTo(lost, false)],
            },
            { ...back, id: at('back'), target: at('left') },
          ]
        : []),
    ],
    variables: keeps ? { ...variables, [lost]: { type: 'boolean', initial: false } } : variables,
    progress: { ...parts.progress, solved: isActive(at('solved')) },
  })
}
