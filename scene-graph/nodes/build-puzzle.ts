import type { Action } from '../schema/action.ts'
import type { Duration } from '../schema/values.ts'
import { after, anyOf, built, isActive, not, setTo } from './build.ts'
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
    'As `reset` says. `entry`: it begins anew. `keep`: it goes on where it was left, with what it remembers; times begin anew, and what was over is over at once.',
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
  const fresh = keeps ? [] : Object.entries(variables).map(([name, v]) => setTo(name, v.initial))
  const limit: BuiltEdge[] =
    data.limit === null
      ? []
      : [
          {
            id: at('limit'),
            source: id,
            target: data.atLimit === 'fail' ? at('failed') : null,
            trigger: after(data.limit, true),
            // One that is over may wait for others beside it.
            guard: not(anyOf([isActive(at('solved')), isActive(at('failed'))])),
            actions:
              data.atLimit === 'fail'
                ? []
                : [{ type: 'notify', level: 'attention', message: `${data.name || id} takes longer than planned` }],
          },
        ]
  return built({
    entry: [...fresh, ...data.entry],
    exit: data.exit,
    initial: keeps ? at('left') : parts.initial,
    states: [
      ...parts.states,
      { id: at('solved'), kind: { type: 'final', outcome: 'solved' } },
      { id: at('failed'), kind: { type: 'final', outcome: 'failed' } },
      ...(keeps ? [{ id: at('left'), kind: { type: 'history' as const, to: parts.initial } }] : []),
    ],
    edges: [...parts.edges, ...limit],
    variables,
    progress: { ...parts.progress, solved: isActive(at('solved')) },
  })
}
