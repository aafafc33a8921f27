import type { Action } from '../../schema/action.ts'
import type { Chart, ChartState, ChartTransition } from '../chart.ts'
import { toEventName, Unique } from '../names.ts'
import { delayKey } from './forms.ts'
import { isAbove, type Placed, parallelAround, placedStates } from './tree.ts'

/**
 * In XState the end of a delay and the end of a state are events. Ours are occasions of one edge, which nobody else hears.
 * Where it makes a difference they are told as events too: the edge of the delay, or of the end, tells of it, and what was
 * to follow listens to that. It does, where a delay leads to several transitions of which an earlier one may stay in the
 * state, and where somebody listens to `*`.
 */
export function tellAsEvents(chart: Chart): Chart {
  const placed = placedStates(chart)
  const listeners = placed.filter(({ state }) => state.transitions.some(hearsAll))
  const told = new Set<ChartTransition>()
  const ends = new Set<string>()
  for (const at of placed) {
    const { transitions } = at.state
    for (const list of delaysOf(transitions))
      if (list.slice(0, -1).some((one) => stays(one, at)) || listeners.some((by) => takes(by, at, list)))
        for (const one of list) told.add(one)
    // The end of the machine as a whole is the game's.
    if (hasEnd(at.state) && at.state.id !== chart.root?.id) {
      const done = transitions.filter(({ when }) => when.type === 'done-of' && when.state === at.state.id)
      if (done.every(({ own }) => own === null) && listeners.some((by) => takes(by, at, done))) ends.add(at.state.id)
    }
  }
  if (told.size === 0 && ends.size === 0) return chart
  const states = new Map(placed.map(({ state }) => [state.id, state]))
  const rewritten = (state: ChartState): ChartState => ({
    ...state,
    transitions: toldTransitions(states.get(state.id) ?? state, told),
    children: state.children.map(rewritten),
  })
  const { root } = chart
  return {
    ...chart,
    root: root === null ? null : { ...root, transitions: toldTransitions({ ...root, id: root.id ?? '' }, told) },
    states: chart.states.map(rewritten),
    told: [...ends],
  }
}

const hearsAll = ({ when, own }: ChartTransition): boolean =>
  own === null && when.type === 'trigger' && when.trigger.type === 'event' && when.trigger.name === '*'

/** The transitions of a state's delays: those of one delay together. */
function delaysOf(transitions: readonly ChartTransition[]): ChartTransition[][] {
  const lists = new Map<string, ChartTransition[]>()
  for (const transition of transitions) {
    const { when, own } = transition
    if (when.type !== 'trigger' || when.trigger.type !== 'after' || own !== null) continue
    const key = delayKey(when.trigger.duration)
    lists.set(key, [...(lists.get(key) ?? []), transition])
  }
  return [...lists.values()]
}

/** Our delays have a deadline for each transition: after one that stays, the next would fire as well. */
function stays({ targets, reenter }: ChartTransition, { state }: Placed): boolean {
  const inside = (id: string, of: ChartState): boolean =>
    of.children.some((child) => child.id === id || inside(id, child))
  return reenter !== true && targets.every((id) => id === state.id || inside(id, state))
}

/** Whether what listens to `*` takes, or may take, what was meant for the transitions of `list`. */
function takes(by: Placed, at: Placed, list: readonly ChartTransition[]): boolean {
  // An inner one comes first; one beside is there as well; one further out, or the state's own, takes what is left.
  if (isAbove(at, by)) return hasDelay(list) || at.state.kind === 'parallel'
  if (parallelAround(by, at) !== null) return true
  return (by === at || isAbove(by, at)) && list.every(({ guard }) => guard !== null)
}

const hasDelay = (list: readonly ChartTransition[]): boolean =>
  list.some(({ when }) => when.type === 'trigger' && when.trigger.type === 'after')

const hasEnd = ({ kind, children }: ChartState): boolean =>
  kind === 'group' ? children.some((child) => child.kind === 'end') : kind === 'parallel' && children.every(hasEnd)

function toldTransitions(
  { id, transitions }: Pick<ChartState, 'id' | 'transitions'>,
  told: ReadonlySet<ChartTransition>,
): ChartTransition[] {
  const names = new Unique()
  const named = new Map<string, string>()
  return transitions.flatMap((transition): ChartTransition[] => {
    const { when } = transition
    if (!told.has(transition) || when.type !== 'trigger' || when.trigger.type !== 'after') return [transition]
    const key = delayKey(when.trigger.duration)
    const known = named.get(key)
    const name = known ?? names.take(toEventName(`after.${key}.${id}`))
    named.set(key, name)
    const heard = { ...transition, when: { type: 'trigger', trigger: { type: 'event', name } } } as const
    if (known !== undefined) return [heard]
    const tell: Action = { type: 'emit', event: name, data: {}, to: 'self' }
    return [{ ...transition, targets: [], guard: null, actions: [tell], reenter: undefined }, heard]
  })
}
